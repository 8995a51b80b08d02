import { join } from 'node:path';

/** What a user proves to be allowed with. */
export type Credential =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** A refresh token for the registry's token server. */
  | { readonly kind: 'identity-token'; readonly token: string }
  /** A bearer token for the registry itself. */
  | { readonly kind: 'registry-token'; readonly token: string };

export interface FoundCredential {
  readonly credential: Credential;
  /** Where it was found, for the log. */
  readonly source: string;
}

/** What a keychain has: a credential, one that only a credential helper could tell, or none. */
export type KeychainEntry = FoundCredential | 'credential-helper' | undefined;

/** A place where the user's credentials are kept. */
export interface Keychain {
  /** What there is for an endpoint's `credentialsKey`; without a credential we go on anonymously. Never rejects. */
  find(credentialsKey: string): Promise<KeychainEntry>;
}

export const anonymousKeychain: Keychain = { find: () => Promise.resolve(undefined) };

export interface DockerKeychainOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
  /** Rejects with Node's error codes. */
  readonly readFile: (path: string) => Promise<string>;
  readonly log?: (line: string) => void;
}

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The `auths` of Docker's `config.json`, in `$DOCKER_CONFIG` or `~/.docker`. It is read whenever a registry
 * asks for credentials, so that a later `docker login` counts. What cannot be read is logged and means anonymous.
 */
export function dockerKeychain({
  environment,
  homeDirectory,
  readFile,
  log = () => undefined,
}: DockerKeychainOptions): Keychain {
  const directory = environment['DOCKER_CONFIG'] ?? '';
  const path = join(directory === '' ? join(homeDirectory, '.docker') : directory, 'config.json');

  async function readConfig(): Promise<JsonObject | undefined> {
    try {
      const config: unknown = JSON.parse(await readFile(path));
      if (isObject(config)) return config;
      log(`credentials: ${path} is not a JSON object`);
    } catch (cause) {
      log(`credentials: ${path} cannot be read (${reasonOf(cause)})`);
    }
    return undefined;
  }

  return {
    async find(credentialsKey) {
      const config = await readConfig();
      if (config === undefined) return undefined;
      const entry = entryFor(config, credentialsKey);
      const credential = entry && credentialOf(entry);
      if (credential !== undefined) return { credential, source: path };
      if (!usesHelper(config, credentialsKey)) return undefined;
      log(`credentials: ${path} names a credential helper, which is not supported yet`);
      return 'credential-helper';
    },
  };
}

function entryFor(config: JsonObject, credentialsKey: string): JsonObject | undefined {
  const auths = config['auths'];
  if (!isObject(auths)) return undefined;
  const wanted = hostOfKey(credentialsKey);
  const exact = Object.hasOwn(auths, credentialsKey) ? auths[credentialsKey] : undefined;
  const match = exact ?? Object.entries(auths).find(([key]) => hostOfKey(key) === wanted)?.[1];
  return isObject(match) ? match : undefined;
}

function credentialOf(entry: JsonObject): Credential | undefined {
  const registryToken = textOf(entry['registrytoken']);
  if (registryToken !== '') return { kind: 'registry-token', token: registryToken };
  const identityToken = textOf(entry['identitytoken']);
  if (identityToken !== '') return { kind: 'identity-token', token: identityToken };
  return passwordOf(entry);
}

function passwordOf(entry: JsonObject): Credential | undefined {
  const pair = Buffer.from(textOf(entry['auth']), 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  const username = colon > 0 ? pair.slice(0, colon) : textOf(entry['username']);
  const password =
    colon > 0 ? pair.slice(colon + 1).replace(/\0+$/, '') : textOf(entry['password']);
  return username === '' ? undefined : { kind: 'password', username, password };
}

/** The host and port of an `auths` key; old keys are URLs, `https://index.docker.io/v1/`. */
function hostOfKey(key: string): string {
  const host = key.replace(/^https?:\/\//, '').split('/', 1)[0] ?? '';
  return host.toLowerCase();
}

function usesHelper(config: JsonObject, credentialsKey: string): boolean {
  const helpers = config['credHelpers'];
  const wanted = hostOfKey(credentialsKey);
  const hasOwn = isObject(helpers) && Object.keys(helpers).some((key) => hostOfKey(key) === wanted);
  return hasOwn || textOf(config['credsStore']) !== '';
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function reasonOf(cause: unknown): string {
  // A syntax error's message may quote the file, and so a secret.
  if (cause instanceof SyntaxError) return 'not JSON';
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
}
