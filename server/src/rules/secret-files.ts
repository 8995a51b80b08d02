import { wordsOfName } from './secret-names.ts';

/** Files that are secrets by their name alone. */
const names: ReadonlySet<string> = new Set([
  '.dockercfg',
  '.dockerconfigjson',
  '.env',
  '.envrc',
  '.git-credentials',
  '.my.cnf',
  '.netrc',
  '.pgpass',
  '.pypirc',
  '.s3cfg',
  '.vault-token',
  '_netrc',
  'application_default_credentials.json',
  'kubeconfig',
]);

/** The same with the folder that makes them so. */
const paths: readonly (readonly [folder: string, name: string])[] = [
  ['.aws', 'credentials'],
  ['.docker', 'config.json'],
  ['.gem', 'credentials'],
  ['.kube', 'config'],
];

/** Folders that hold keys and credentials. */
const folders: ReadonlySet<string> = new Set(['.aws', '.gnupg', '.kube', '.ssh']);

/** Key stores and private keys in forms of their own. */
const extensions: ReadonlySet<string> = new Set(
  'jks kdbx keystore kubeconfig p12 p8 pfx pkcs12 ppk'.split(' '),
);

const sshKey = /^(?:(?:id|[\w-]+)_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|ssh_host_(?:\w*_)?key)$/;
const serviceAccount = /^service[-_]?account(?:[-_]?key)?\.json$/;
const sampleWords: ReadonlySet<string> = new Set(
  'default defaults dist enc encrypted example examples sample samples schema template tmpl tpl vault'.split(
    ' ',
  ),
);
/** Words of a `.key` or `.pem` that say it is the private half. */
const privateWords =
  /^(?:key|priv|private|privkey|privatekey|serverkey|clientkey|hostkey|sslkey|tlskey)$/;
/** Names of `.key` files, an ending that repository signing keys and slides have as well. */
const keyFileWords =
  /^(?:ca|cert|client|deploy|domain|host|jwt|localhost|nginx|rsa|server|site|ssh|ssl|tls|wildcard)$/;
const publicWords = /^(?:pub|public|pubkey|trust|truststore|cacerts)$/;
const repositoryWords = /^(?:gpg|apt|rpm|repo|archive|release|signing)$/;
/** Code that reads the variables, and what tells where the files with them are. */
const environmentCode = /^\.env(?:\.(?:c?js|mjs|json|php|ts)|-cmdrc(?:\..*)?)$/;

/**
 * Whether a file holds a secret by its path alone: keys of SSH, key stores, private keys in PEM, `.env`
 * and the credential files of common tools. Samples (`.env.example`), public keys and certificates are
 * none. A wildcard stands for nothing: `id_rsa*` is judged as `id_rsa`.
 */
export function looksLikeSecretFile(path: string): boolean {
  const parts = path.toLowerCase().replaceAll('\\', '/').replace(/[*?]/g, '').split('/');
  const [folder = '', name = ''] = parts.filter((part) => part !== '').slice(-2);
  return name === '' ? isSecretFile('', folder) : isSecretFile(folder, name);
}

/** Whether a folder is one that keys and credentials are kept in: `.ssh`, `.aws`. */
export function isSecretFolder(path: string): boolean {
  const name = path
    .replaceAll('\\', '/')
    .split('/')
    .findLast((part) => part !== '' && part !== '*');
  return folders.has(name?.toLowerCase() ?? '');
}

/** Whether a file only shows what the real one looks like: `.env.example`. */
export function isSampleFile(path: string): boolean {
  return wordsOfName(baseName(path)).some((word) => sampleWords.has(word));
}

function isSecretFile(folder: string, name: string): boolean {
  return hasSecretName(folder, name) && !name.endsWith('.pub') && !isSampleFile(name);
}

function hasSecretName(folder: string, name: string): boolean {
  if (names.has(name) || sshKey.test(name) || serviceAccount.test(name)) return true;
  if (/^\.env[._-]./.test(name)) return !environmentCode.test(name);
  if (paths.some(([parent, file]) => parent === folder && file === name)) return true;
  const dot = name.lastIndexOf('.');
  const extension = name.slice(dot + 1);
  if (dot < 0 || !(extensions.has(extension) || extension === 'pem' || extension === 'key'))
    return false;
  const words = wordsOfName(name.slice(0, dot));
  if (words.some((word) => publicWords.test(word))) return false;
  if (extensions.has(extension)) return true;
  if (extension === 'pem') return words.some((word) => privateWords.test(word) || word === 'rsa');
  if (words.some((word) => repositoryWords.test(word))) return false;
  return words.some((word) => privateWords.test(word) || keyFileWords.test(word));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
