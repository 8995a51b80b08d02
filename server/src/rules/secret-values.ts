import { secretName, wordsOfName, isKeyName } from './secret-names.ts';

/** What the text of a value says: nothing secret, something that stands for a secret, or a secret. */
export type ValueKind = 'harmless' | 'placeholder' | 'secret';

/** What else of a container tells whether a value was ever meant to be secret. */
export interface Surroundings {
  /** Names of the service, its image, its users and databases, in small letters. */
  readonly knownNames: ReadonlySet<string>;
}

/** Values longer than this are judged by their beginning. */
const longestValue = 4096;

const switches: ReadonlySet<string> = new Set(
  (
    'true false yes no on off y n t f enable enabled disable disabled none null nil undefined optional ' +
    'required auto include omit same-origin'
  ).split(' '),
);

const algorithms =
  /^(?:md5|sha-?\d{1,3}(?:-\d{1,3})?|[ehpr]s(?:256|384|512)|bcrypt|s?crypt|argon2(?:id?)?|pbkdf2|aes-?\d{3}(?:-[a-z]{3})?|plain(?:text)?)$/i;

const quantity =
  /^[+-]?\d+(?:\.\d+)?\s?(?:%|[kmgt]?i?b?|[mnu]?s|[mhdwy]|secs?|mins?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|bits?|bytes?)$/i;

const absolutePath = /^(?:file:\/\/|~|\.{1,2}|[a-z]:)?(?:[/\\][\w.@{}+-]+)+[/\\]?$/i;

const relativeFile =
  /^[\w.-]+(?:\/[\w.-]+)*\.(?:pem|key|txt|json|crt|cer|p12|pfx|jks|ya?ml|env|conf|ini|properties)$/i;

const scheme = /^[a-z][a-z\d+.-]*:\/\//i;

/** What another program replaces before the value is used. */
const pointer = /^(?:arn:|vault:|ref\+|op:|enc(?:\[|:|\())/i;

const fingerprint = /^(?:0x)?[\da-f]{40}(?:[\s,]+(?:0x)?[\da-f]{40})*$/i;

const placeholderWords: ReadonlySet<string> = new Set(
  (
    'dummy example fixme foo bar foobar insecure pass passwd password placeholder secret test testing ' +
    'todo token tbd unset unused'
  ).split(' '),
);

const placeholderPhrase =
  /change[-_ ]?(?:me|it|this)|replace[-_ ]?(?:me|with|this)|placeholder|example|dummy|not[-_ ]?(?:a[-_ ]?)?(?:real|secret)|(?:^|[-_ ])your[-_ ]|^(?:insert|enter|put|set|add)[-_ ]|[-_ ]here$/i;

const bracketed = /^(?:<[^<>]*>|\{\{.*\}\}|\[[^[\]]*\]|@@?\w+@@?|__\w+__|%\w+%|\{\w+\})$/;

/** Whether what a variable holds is a secret, by its name and its value. */
export function judgeValue(name: string, value: string, { knownNames }: Surroundings): ValueKind {
  const text = value.trim().slice(0, longestValue);
  const kind = secretName(name);
  if (kind === undefined || isHarmless(name, text)) return 'harmless';
  if (kind === 'perhaps' && !looksRandom(text)) return 'harmless';
  const isKnown = knownNames.has(text.toLowerCase()) || repeatsName(name, text);
  return isKnown || isPlaceholder(text) ? 'placeholder' : 'secret';
}

/** Whether the text stands where a person is to put a secret: `changeme`, `<token>`, `xxxx`. */
export function isPlaceholder(text: string): boolean {
  return (
    placeholderWords.has(text.toLowerCase()) ||
    placeholderPhrase.test(text) ||
    bracketed.test(text) ||
    /^(.)\1+$/.test(text)
  );
}

function isHarmless(name: string, text: string): boolean {
  if (text === '' || text.startsWith('$') || switches.has(text.toLowerCase())) return true;
  // An option that says where the secret comes from: `SSHPASS=-e`.
  if (/^-[a-z]$/i.test(text)) return true;
  if (/^\d+$/.test(text))
    return secretName(name) !== 'password' ? text.length < 6 : text.length < 2;
  if (fingerprint.test(text)) return isKeyName(name);
  return (
    algorithms.test(text) ||
    (/\D/.test(text) && quantity.test(text)) ||
    absolutePath.test(text) ||
    relativeFile.test(text) ||
    scheme.test(text) ||
    pointer.test(text) ||
    isPublicKey(text)
  );
}

function isPublicKey(text: string): boolean {
  return /^(?:ssh-|ecdsa-|sk-ssh-|age1|-----BEGIN (?:RSA )?(?:PGP )?(?:PUBLIC KEY|CERTIFICATE))/.test(
    text,
  );
}

/** Whether a text is long and mixed enough to be a key, or a user and a password. */
function looksRandom(text: string): boolean {
  return text.length >= 8 && /[a-z]/i.test(text) && /[\d:=]/.test(text);
}

/** `POSTGRES_PASSWORD=postgres`: the value is a word of the name. */
function repeatsName(name: string, text: string): boolean {
  return wordsOfName(name).includes(text.toLowerCase());
}
