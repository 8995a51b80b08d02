import { describe, expect, it } from 'vitest';
import { hiddenSpans, secretPart } from '../../server/src/analysis/hidden-spans.ts';
import { rules } from '../../server/src/rules/index.ts';

/** The text as a person may see it. */
function shown(text: string): string {
  let result = '';
  let end = 0;
  for (const span of hiddenSpans(text)) {
    result += `${text.slice(end, span.start)}•`;
    end = span.end;
  }
  return result + text.slice(end);
}

const token = ['ghp', 'Zq3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF3gH6'].join('_');
const key = ['-----BEGIN', 'RSA PRIVATE KEY-----'].join(' ');

describe('a password in a reference without a scheme', () => {
  it.each([
    ['image: "user:hunter2@reg.example/x"', 'hunter2'],
    ['FROM user:hunter2@reg.example:5000/x', 'hunter2'],
  ])('is hidden in %s', (text, password) => {
    const [span] = hiddenSpans(text);
    expect(text.slice(span?.start, span?.end)).toContain(password);
  });

  it('is not seen in a digest behind a tag', () => {
    expect(hiddenSpans(`FROM app:1.2@sha256:${'a'.repeat(64)}`)).toEqual([]);
  });
});

describe('what is hidden of a line', () => {
  it.each([
    [
      'the password of several variables',
      'ENV A=1 DB_PASSWORD=x9 B=2',
      'ENV A=1 DB_PASSWORD=• B=2',
    ],
    ['a quoted value', `ENV DB_PASSWORD="a b" B=2`, 'ENV DB_PASSWORD=• B=2'],
    ['a value with an escaped space', 'ENV DB_PASSWORD=a\\ b B=2', 'ENV DB_PASSWORD=• B=2'],
    ['the old form of ENV', 'ENV DB_PASSWORD a b c', 'ENV DB_PASSWORD •'],
    ['the default of an argument', 'ARG NPM_TOKEN=abc', 'ARG NPM_TOKEN=•'],
    ['a default in a variable', 'FROM a:${DB_PASSWORD:-abc}', 'FROM a:${DB_PASSWORD:-•'],
    ['a default without a colon', 'FROM a:${DB_PASSWORD-abc}', 'FROM a:${DB_PASSWORD-•'],
    ['a token, whatever it is called', `RUN x ${token} y`, 'RUN x • y'],
    ['a token for websites', 'RUN x eyJhbGciOiJI.eyJzdWIiOiIx.c2ln y', 'RUN x • y'],
    ['a user and a password in a URL', 'ADD https://u:pw@a.b/c /c', 'ADD https://•a.b/c /c'],
    ['a password with a slash', 'ADD https://u:p/w@a.b/c /c', 'ADD https://•a.b/c /c'],
    [
      'a token as the user of a URL',
      'RUN git clone https://abc@a.b/c',
      'RUN git clone https://•a.b/c',
    ],
    ['an option', 'RUN x --password abc --quiet', 'RUN x --password • --quiet'],
    ['an option with =', 'RUN x --api-key=abc --quiet', 'RUN x --api-key=• --quiet'],
    [
      'an option in a list',
      'CMD ["x", "--password", "a b", "y"]',
      'CMD ["x", "--password", • "y"]',
    ],
    ['an assignment in a list', 'CMD ["A_PASSWORD=a b", "y"]', 'CMD ["A_PASSWORD=•, "y"]'],
    [
      'a script in a string',
      'CMD ["sh", "-c", "A_TOKEN=\\"a b\\" y"]',
      'CMD ["sh", "-c", "A_TOKEN=•]',
    ],
    ['the user of a request', 'RUN curl -u me:abc https://a.b', 'RUN curl -u • https://a.b'],
    ['a header', `RUN curl -H 'Authorization: Basic abc' x`, `RUN curl -H 'Authorization: •`],
    ['a setting', 'RUN npm config set //r/:_authToken abc', 'RUN npm config set //r/:_authToken •'],
    ['what sets a password', `RUN echo 'root:abc' | chpasswd`, '•'],
    ['the line that is read by it', `RUN echo 'root:abc' | \\\n  chpasswd\nUSER a`, '•USER a'],
    ['a heredoc that is read by it', 'RUN chpasswd <<EOF\nroot:abc\nEOF\nUSER a', '•USER a'],
    ['a mapping', '  DB_PASSWORD: a b # c', '  DB_PASSWORD: •'],
    ['a name in quotes', '  "DB_PASSWORD": "abc"', '  "DB_PASSWORD": •'],
    ['an item with spaces', '  - DB_PASSWORD=a b c', '  - DB_PASSWORD=•'],
    ['an item in quotes', `  - "DB_PASSWORD=a b" # c`, '  - "DB_PASSWORD=•'],
    [
      'a flow mapping',
      'environment: {A: 1, DB_PASSWORD: abc}',
      'environment: {A: 1, DB_PASSWORD: •',
    ],
    ['an anchor', 'x-a: &db_password abc', 'x-a: &db_password •'],
  ])('%s', (_, text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it('goes on with the value', () => {
    expect(shown('ENV DB_PASSWORD="a\\\n  b" \\\n  B=2\n')).toBe('ENV DB_PASSWORD=• \\\n  B=2\n');
    expect(shown('ENV DB_PASSWORD a \\\r\n  b\r\nUSER x')).toBe('ENV DB_PASSWORD •\nUSER x');
    expect(shown('a:\n  PASSWORD: |\n    x\n\n    y\n  B: 2\n')).toBe(
      'a:\n  PASSWORD: •\n  B: 2\n',
    );
    expect(shown('a:\n  PASSWORD:\n    x\n  B: 2\n')).toBe('a:\n  PASSWORD:•\n  B: 2\n');
    expect(shown('passwords:\n- x\n- y\nB: 2\n')).toBe('passwords:•\nB: 2\n');
    expect(shown('command:\n  - --password\n  - abc\n  - b\n')).toBe(
      'command:\n  - --password\n  - •\n  - b\n',
    );
    expect(shown(`COPY <<EOF /k\n${key}\nMHcC\nAQEE\n-----END RSA PRIVATE KEY-----\nEOF\n`)).toBe(
      'COPY <<EOF /k\n• RSA PRIVATE KEY-----\nEOF\n',
    );
    expect(shown(`a: 1\n${key}\nMHcC\nAQEE`)).toBe('a: 1\n•');
  });
});

describe('what stays to be read', () => {
  it.each([
    'FROM postgres:17@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
    'RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci',
    'ENV DB_PASSWORD_FILE=/run/secrets/db TOKEN_URL=https://a.b/token',
    '  DB_PASSWORD: ${DB_PASSWORD:?}',
    '  DB_PASSWORD: "${DB_PASSWORD}"',
    '    - /etc/passwd:/etc/passwd:ro',
    'app ALL=(ALL) NOPASSWD: ALL',
    '    image: bitnami/sealed-secrets-controller:0.27',
    'secrets:\n  - first\n  - second',
    'ADD https://a.b:8080/c.tgz /c',
    'RUN git clone ssh://git@github.com/a/b',
    'RUN curl -fsSL https://get.a.b/install.sh | sh',
    'RUN useradd --create-home app',
    'ARG NPM_TOKEN\nRUN npm ci',
  ])('%s', (text) => {
    expect(hiddenSpans(text)).toEqual([]);
  });
});

describe('of a secret that is known', () => {
  it.each([
    ['ENV DB_PASSWORD=abc', 4, 'abc'],
    ['  POSTGRES_PASSWORD: "a b"', 2, '"a b"'],
    ['ARG NPM_TOKEN', 4, ''],
    ['ENV A=secret-token', 6, 'secret-token'],
    ['ENV A=b:c', 6, 'b:c'],
    ['RUN echo root:abc | chpasswd', 4, 'echo root:abc | chpasswd'],
  ])('in %j the name may be shown', (text, start, expected) => {
    const part = secretPart(text, { start, end: text.length });
    expect(text.slice(part.start, part.end)).toBe(expected);
  });
});

it('takes linear time on lines made to be slow', () => {
  const size = 200_000;
  for (const part of [
    'eyJ',
    '://',
    '://a:',
    'PASSWORD=',
    'PASSWORD: ',
    'login ',
    "'",
    'A_TOKEN "',
    '-',
    '\n- ',
  ])
    expect(hiddenSpans(part.repeat(size / part.length)).length).toBeLessThan(size);
});

it('hides what the examples of the rules about secrets mark', () => {
  const secretRules = ['secret-literal', 'credential-in-url', 'secret-in-env', 'password-in-build'];
  const marked = rules
    .filter(({ id }) => secretRules.includes(id))
    .flatMap(({ meta }) => meta.examples.map(({ text }) => text))
    .flatMap((example) =>
      [...example.matchAll(/«([^»]*)»/g)].map(([, found = '']) => ({
        text: example.replace(/[«»]/g, ''),
        value: /[=:]/.test(found) ? found.replace(/^[\w.-]+\s*[=:]\s*/, '') : found,
      })),
    )
    // An argument without a value has nothing to hide.
    .filter(({ value }) => !/^[A-Z_]+$/.test(value));
  expect(marked.length).toBeGreaterThan(20);
  for (const { text, value } of marked) expect(shown(text)).not.toContain(value);
});
