/** How sure a name alone makes it that the value is a secret. */
export type SecretName =
  /** A password: any value of it is one. */
  | 'password'
  /** A token, a key, a credential. */
  | 'token'
  /** Says so only together with a value that looks like one, as `NPM_AUTH` does. */
  | 'perhaps';

const passwordWords: ReadonlySet<string> = new Set(
  'pass passphrase passwd password passwords psw pswd pwd pword'.split(' '),
);

const tokenWords: ReadonlySet<string> = new Set(
  (
    'accesskey apikey apikeys authkey credential credentials creds privatekey privkey secret ' +
    'secretkey secrets signingkey token tokens'
  ).split(' '),
);

/** What a word written without a break ends with: `PGPASSWORD`, `CLIENTSECRET`, `AUTHTOKEN`. */
const passwordEndings: readonly string[] = ['password', 'passwd', 'passphrase'];
const tokenEndings: readonly string[] = ['secret', 'token', 'apikey', 'accesskey', 'secretkey'];
const shortPasswords: ReadonlySet<string> = new Set(
  'adminpass dbpass dbpwd mysqlpwd pgpass rootpass sshpass userpass'.split(' '),
);

/** Short for a password and a personal access token, but only at the end of a name. */
const shortEndings: ReadonlyMap<string, SecretName> = new Map([
  ['pw', 'password'],
  ['pat', 'token'],
]);

/** What a key must be for, so that it is not a key of a table, a keyboard or a lock. */
const keyWords: ReadonlySet<string> = new Set(
  (
    'access api crypt crypto decryption deploy encrypt encryption hmac jwt license licence master priv ' +
    'private secret sign signing ssh'
  ).split(' '),
);
/** What has keys of both kinds: `SESSION_KEY` may as well be the name of a cookie. */
const unsureKeyWords: ReadonlySet<string> = new Set(
  'account app auth cookie service session storage'.split(' '),
);

/** Before the secret word: turns the name into that of a switch, a number or something public. */
const leadingVetoes: ReadonlySet<string> = new Set(
  (
    'allow allowed count disable disabled enable enabled generate has is max min no num pub public random ' +
    'require required show skip use with without'
  ).split(' '),
);

/** Behind it: says what about the secret the value is. */
const trailingVetoes: ReadonlySet<string> = new Set(
  (
    'age alg algo algorithm allow allowed arn attempts audience autogen backend bytes cache chars charset ' +
    'check class column complexity conf config configuration count dir directory disable disabled driver duration enable enabled ' +
    'encoding encryption endpoint exp expiration expire expires expiry field file filename files folder ' +
    'format fingerprint grace group hasher header helper host hours hint id ids interval issuer iterations ' +
    'label len length level lifetime limit limits loc location manager max maxage message method min ' +
    'minlen minutes mode mount name names namespace need needed optional param parameter path paths ' +
    'per plugin policy port prefix prompt provider pub public random ref reference region regex regexp required ' +
    'reset retention rotate rotation rounds salt salted scheme scope scopes seconds separator service size source ' +
    'store strategy strength suffix template text through timeout ttl type types uri url urls usage user username ' +
    'validation validator validity verify version window'
  ).split(' '),
);

/** BuildKit's SecretsUsedInArgOrEnv: parts of a name between underscores. */
const buildKitWords: ReadonlySet<string> = new Set(
  'apikey auth credential credentials key passwd password pword secret token'.split(' '),
);
const buildKitVetoes: ReadonlySet<string> = new Set(['file', 'public', 'version']);

const longestName = 256;

/** A part of every word above: most names have none, and need no splitting. */
const mayBeSecret = /pass|pwd|pword|psw|pswd|secret|token|cred|key|auth|[_-](?:pw|pat)|(?:Pw|Pat)/i;

/** The words of a variable's name in small letters: `dbRootPassword` and `DB_ROOT-PASSWORD` have the same. */
export function wordsOfName(name: string): readonly string[] {
  return name
    .slice(0, longestName)
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}

/** What a variable's name says of its value; undefined when it names no secret. */
export function secretName(name: string): SecretName | undefined {
  if (!mayBeSecret.test(name)) return undefined;
  const words = wordsOfName(name);
  const last = words.findLastIndex((_, index) => kindAt(words, index) !== undefined);
  if (last < 0) return undefined;
  const isVetoed =
    words.slice(last + 1).some((word) => trailingVetoes.has(word)) ||
    words.slice(0, last).some((word) => leadingVetoes.has(word));
  return isVetoed ? undefined : kindAt(words, last);
}

/** Whether the secret that a name speaks of is a key that may also have a public half or a fingerprint. */
export function isKeyName(name: string): boolean {
  const words = wordsOfName(name);
  return words.some(
    (word, index) => isKey(word) && !/^(?:api|secret|access)$/.test(words[index - 1] ?? ''),
  );
}

/** Whether BuildKit's check SecretsUsedInArgOrEnv reports a variable of this name. */
export function isBuildKitSecretName(name: string): boolean {
  const parts = name.toLowerCase().split('_');
  return (
    parts.some((part) => buildKitWords.has(part)) && !parts.some((part) => buildKitVetoes.has(part))
  );
}

function kindAt(words: readonly string[], index: number): SecretName | undefined {
  const word = words[index] ?? '';
  const before = words[index - 1];
  if (passwordWords.has(word) || shortPasswords.has(word)) return 'password';
  if (passwordEndings.some((ending) => word.endsWith(ending))) return 'password';
  if (tokenWords.has(word) || tokenEndings.some((ending) => word.endsWith(ending))) return 'token';
  if (isKey(word) && before !== undefined) {
    if (keyWords.has(before)) return 'token';
    if (unsureKeyWords.has(before)) return 'perhaps';
  }
  if (index < words.length - 1) return undefined;
  if (before !== undefined && shortEndings.has(word)) return shortEndings.get(word);
  return word === 'auth' ? 'perhaps' : undefined;
}

function isKey(word: string): boolean {
  return word === 'key' || word === 'keys';
}
