import { describe, expect, it } from 'vitest';
import { looksLikeSecretFile } from '../../server/src/rules/secret-files.ts';
import { isBuildKitSecretName, secretName } from '../../server/src/rules/secret-names.ts';
import { findTokens } from '../../server/src/rules/secret-tokens.ts';
import { judgeValue, type ValueKind } from '../../server/src/rules/secret-values.ts';
import { urlCredentials } from '../../server/src/rules/url-credentials.ts';
import { withMarks } from '../support/markers.ts';

describe('the name of a secret', () => {
  it.each([
    'PASSWORD DB_PASSWORD dbPassword PGPASSWORD MYSQL_PWD REDIS_PASS ssh-passphrase CI_PSW ROOT_PASSWD',
    'TOKEN NPM_TOKEN npmToken ID_TOKEN GITHUB_TOKENS CLIENTSECRET SECRET_KEY_BASE JWT_SECRET',
    'API_KEY apiKey APIKEY AWS_SECRET_ACCESS_KEY PRIVATE_KEY SIGNING_KEY GPG_PASSPHRASE TS_AUTHKEY',
    'CREDENTIALS GOOGLE_CREDENTIAL KEYSTORE_PASSWORD URL_SECRET TOKEN_ENCRYPTION_KEY NPM_AUTH',
    'DB_PW dbPw GITHUB_PAT githubPat JWT_KEY DEPLOY_KEY SSH_KEY LICENSE_KEY HMAC_KEY SESSION_KEY APP_KEY',
  ])('is found in %s', (names) => {
    expect(names.split(' ').filter((name) => secretName(name) === undefined)).toEqual([]);
  });

  it.each([
    'PASSWORD_FILE TOKEN_URL SECRET_NAME AWS_ACCESS_KEY_ID TOKEN_TTL TOKEN_EXPIRES_IN PUBLIC_API_KEY',
    'PASSWORD_MIN_LENGTH MAX_TOKENS TOKENS_PER_MINUTE ALLOW_EMPTY_PASSWORD RANDOM_ROOT_PASSWORD',
    'GPG_KEY GPG_KEYS KEY CACHE_KEY KEYCLOAK_VERSION SSH_PUBLIC_KEY SSH_PUB_KEY AUTHORIZED_KEYS',
    'GOPRIVATE TRAVIS_OS_NAME AWS_WEB_IDENTITY_TOKEN_FILE GOPASS_VERSION USERNAME BYPASS COMPASS_DIR',
    'TOKENIZERS_PARALLELISM PASSWORD_POLICY SECRET_STORE TOKEN_TYPE JWT_TOKEN_ALGORITHM CC_FLAGS',
    'PASSWORD_SALT APP_PASSWORD_CONFIG PW PAT PW_DIR PAT_NAME MY_PATH PATTERN',
  ])('is not found in %s', (names) => {
    expect(names.split(' ').filter((name) => secretName(name) !== undefined)).toEqual([]);
  });

  it('is taken for one by the check of BuildKit where a part of the name says so', () => {
    const names =
      'GPG_KEY AUTH api_key db_password TOKEN_FILE KEY_VERSION PUBLIC_KEY MYKEY SECRETS'.split(' ');
    expect(names.filter(isBuildKitSecretName)).toEqual([
      'GPG_KEY',
      'AUTH',
      'api_key',
      'db_password',
    ]);
  });
});

describe('the value of a secret', () => {
  const fingerprint = '7169605F62C751356D054A26A821E680E5FA6305';
  it.each<[ValueKind, string, readonly string[]]>([
    [
      'secret',
      'DB_PASSWORD',
      ['hunter2', '123456', '123qwe', 'a b c', 'pa$$word', 'P4ss!', fingerprint],
    ],
    ['secret', 'API_TOKEN', ['abc123', '12345678', fingerprint, 'mytokenvalue']],
    ['secret', 'NPM_AUTH', ['dXNlcjpwYXNzMQ==', 'user:hunter2']],
    [
      'placeholder',
      'DB_PASSWORD',
      ['changeme', 'change-me', 'example', 'password', 'xxxx', '****'],
    ],
    [
      'placeholder',
      'DB_PASSWORD',
      ['<password>', 'your-password', 'db', 'web', 'YOUR_PASSWORD_HERE'],
    ],
    ['harmless', 'DB_PASSWORD', ['', '${PW}', '$PW', 'true', 'no', '0', '/run/secrets/db', 'none']],
    [
      'harmless',
      'API_TOKEN',
      ['30d', '3600', '15m', '512 MiB', '90 days', 'https://id.example.org/token', './token.txt'],
    ],
    ['harmless', 'SIGNING_KEY', [fingerprint, 'ssh-ed25519 AAAA', 'keys/signing.pem', 'HS256']],
    ['harmless', 'NPM_AUTH', ['basic', 'true', 'legacy', 'ldap']],
    ['harmless', 'SESSION_KEY', ['sid', 'users', 'orders', 'main']],
    ['secret', 'SESSION_KEY', ['base64:kT7vRw2q', 'kT7vRw2qN4']],
    ['harmless', 'CREDENTIALS', ['include', 'omit', 'same-origin']],
    ['harmless', 'SSHPASS', ['-e']],
    ['harmless', 'LOG_LEVEL', ['hunter2']],
  ])('is %s in %s', (kind, name, values) => {
    const judged = values.map((value) => judgeValue(name, value, { knownNames: new Set(['web']) }));
    expect(judged).toEqual(values.map(() => kind));
  });
});

describe('a token', () => {
  const letters = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF3gH6jL9';
  const body = (length: number): string => letters.repeat(8).slice(0, length);
  const hex = (length: number): string => '0123456789abcdef'.repeat(8).slice(0, length);

  // Put together here, so that no file of the repository holds a text that scanners look for.
  it.each([
    ['AWS', 'AKIA' + body(16).toUpperCase()],
    ['AWS', 'ASIA' + body(16).toUpperCase()],
    ['GitHub', 'ghp_' + body(36)],
    ['GitHub', 'ghs_' + body(36)],
    ['GitHub', `github_pat_${body(22)}_${body(59)}`],
    ['GitLab', 'glpat-' + body(20)],
    ['Slack', `xoxb-1234567890-1234567890-${body(24)}`],
    [
      'Slack',
      `hooks.slack.com/services/T${body(9).toUpperCase()}/B${body(9).toUpperCase()}/${body(24)}`,
    ],
    ['Slack', `xapp-1-A${body(9).toUpperCase()}-1234567890123-${hex(64)}`],
    ['Google', 'AIza' + body(35)],
    ['Stripe', ['sk', 'live', body(24)].join('_')],
    ['npm', 'npm_' + body(36)],
    ['Hugging Face', 'hf_' + body(34)],
    ['Docker', 'dckr_pat_' + body(27)],
    ['PyPI', 'pypi-AgEI' + body(150)],
    ['SendGrid', `SG.${body(22)}.${body(43)}`],
    ['Anthropic', `sk-ant-api03-${body(93)}AA`],
    ['OpenAI', `sk-proj-${body(48)}`],
    ['DigitalOcean', 'dop_v1_' + hex(64)],
    ['RubyGems', 'rubygems_' + hex(48)],
    ['Grafana', `glsa_${body(32)}_${hex(8)}`],
    ['Vault', 'hvs.' + body(90)],
    ['age', 'AGE-SECRET-KEY-1' + body(58).toUpperCase()],
  ])('of %s is found whole', (_, token) => {
    const text = `ENV A="${token}" B=1\n`;
    const spans = findTokens(text).map(({ span }) => span);
    expect(withMarks(text, spans)).toBe(`ENV A="«${token}»" B=1\n`);
  });

  it.each([
    ['is an example of the documentation', 'AKIAIOSFODNN7EXAMPLE'],
    ['is a placeholder', 'ghp_' + 'x'.repeat(36)],
    ['has one character only', 'npm_' + '0'.repeat(36)],
    ['is too short', 'ghp_' + body(35)],
    ['is too long', 'AIza' + body(36)],
    ['is part of a word', 'my_ghp_' + body(36)],
    ['is the name of a package', 'npm_config_registry'],
    ['is a public key of Stripe', ['pk', 'live', body(24)].join('_')],
    ['is a word with a dash', 'task-disk-sk-proj'],
  ])('is not what %s', (_, text) => {
    expect(findTokens(`ENV A=${text}\n`)).toEqual([]);
  });

  it('is not looked for again and again in a text that keeps beginning one', () => {
    const text = 'sk-ant-api03-glpat-xoxb-1-'.repeat(20_000) + 'npm_'.repeat(50_000);
    expect(findTokens(text).length).toBeLessThan(40_000);
  });
});

describe('a password in a URL', () => {
  it.each([
    'https://«user:hunter2»@host/path',
    'redis://«:hunter2»@cache:6379',
    'postgres://«u:p@ss»@${HOST}:5432/db',
    'amqp://«${USER}:hunter2»@queue',
    'https://«u:${PASSWORD:-hunter2}»@host',
    '--a=https://«u:p1»@a,https://«u:p2»@b',
  ])('is found in %s', (marked) => {
    const text = marked.replace(/[«»]/g, '');
    const spans = [...urlCredentials(text)].map(({ span }) => span);
    expect(withMarks(text, spans)).toBe(marked);
  });

  it.each([
    'https://user@host',
    'ssh://git@host:22/a',
    'https://host:8080/a@b',
    'https://u:${PASSWORD}@host',
    'https://u:$PASSWORD@host',
    'https://${TOKEN}:x-oauth-basic@host',
    'https://u:${PASSWORD:?}@host',
    'https://u:$(cat /run/secrets/p)@host',
    'https://u:@host',
    'http://[::1]:80/a',
    '://a:b@c',
    'user:password@host',
  ])('is not found in %s', (text) => {
    expect([...urlCredentials(text)]).toEqual([]);
  });
});

describe('a file that looks like a secret', () => {
  it.each([
    'id_rsa .ssh/id_ed25519 deploy_rsa keys/id_rsa* .env config/.env.production .env* .envrc .netrc _netrc',
    '.git-credentials .aws/credentials root/.docker/config.json kubeconfig prod.kubeconfig .kube/config .pgpass',
    'server-key.pem privkey.pem private_key.pem key.pem tls.key certs/server.key app.p12 app.pfx app.jks',
    'release.keystore AuthKey_ABC.p8 putty.ppk service-account.json serviceAccountKey.json .pypirc',
    'ssh_host_rsa_key etc/ssh/ssh_host_ed25519_key ssh_host_key .env.local',
  ])('is one of %s', (paths) => {
    expect(paths.split(' ').filter((path) => !looksLikeSecretFile(path))).toEqual([]);
  });

  it.each([
    'id_rsa.pub .env.example .env.sample .env.template .env.dist .env.vault ca.pem cert.pem public_key.pem',
    'config.json credentials.json settings.py package.json .ssh/config .ssh/known_hosts monkey.pem pubkey.pem',
    'truststore.jks cacerts.jks nodesource.gpg.key docker.key slides.key environment .environment keys.txt',
    'nginx-signing.key .env.js .env.json .env.ts .env.php .env-cmdrc .env-cmdrc.json ssh_host_rsa_key.pub',
    'app.env.js env id.txt .npmrc pass.txt aws/credentials.md *.key',
  ])('is none of %s', (paths) => {
    expect(paths.split(' ').filter(looksLikeSecretFile)).toEqual([]);
  });
});
