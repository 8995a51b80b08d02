import { posix, win32 } from 'node:path';
import { pathVariable } from '../../text/path-variable.ts';
import { dockerEntry, podmanEntry } from './auth-entries.ts';
import { parseConfig, readConfigFile, type ReadFile } from './config-file.ts';
import { configKeychain, dockerHelper, helperForHost } from './config-keychain.ts';
import { createCredentialHelper, type CredentialHelper } from './credential-helper.ts';
import { editorKeychain, type Login } from './editor-keychain.ts';
import { rememberHelpers, type RememberedHelpers } from './helper-memory.ts';
import { chainKeychains, type CredentialTarget, type Keychain } from './keychain.ts';

/** The user's own account on this machine, whose configuration alone counts. */
export interface UserAccount {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
  readonly platform: NodeJS.Platform;
}

export interface UserKeychainOptions extends UserAccount {
  readonly readFile: ReadFile;
  /** What the editor keeps for a registry; left out where there is no editor. */
  readonly askEditor?: ((registry: string) => Promise<Login | null | undefined>) | undefined;
  /** Runs helper programs; for tests. */
  readonly helper?: CredentialHelper;
  /** Milliseconds, from any origin, never going back. */
  readonly now: () => number;
}

type Variables = UserAccount['environment'];

/**
 * All places where a user keeps credentials for registries, in this order:
 * 1. the editor, when the user has signed in there;
 * 2. `DOCKER_AUTH_CONFIG`, then Docker's `config.json`: `credHelpers`, `credsStore`, `auths`;
 * 3. podman's `auth.json`, the primary file and then the one in the user's configuration: `credHelpers`, `auths`.
 */
export function userKeychain(options: UserKeychainOptions): Keychain {
  const { askEditor, helper = createCredentialHelper(options), now } = options;
  const helpers = rememberHelpers(helper, now);
  return chainKeychains([
    ...(askEditor === undefined ? [] : [editorKeychain(askEditor)]),
    ...environmentKeychains(options.environment, helpers),
    dockerKeychain(options, helpers),
    ...podmanPaths(options).map((path) => podmanKeychain(path, options.readFile, helpers)),
  ]);
}

/** `DOCKER_AUTH_CONFIG` holds entries alone: it cannot name a program to run. */
function environmentKeychains(
  environment: Variables,
  helpers: RememberedHelpers,
): readonly Keychain[] {
  const source = 'DOCKER_AUTH_CONFIG';
  const text = environment[source] ?? '';
  if (text === '') return [];
  return [
    configKeychain({
      source,
      read: () => Promise.resolve(parseConfig(text, source)),
      entryOf: dockerEntry,
      helperOf: () => undefined,
      helperKeyOf: keyOf,
      helpers,
    }),
  ];
}

function dockerKeychain(
  { readFile, ...account }: UserKeychainOptions,
  helpers: RememberedHelpers,
): Keychain {
  const path = dockerConfigPath(account);
  return configKeychain({
    source: path,
    read: () => readConfigFile(readFile, path),
    entryOf: dockerEntry,
    helperOf: (config, { credentialsKey }) => dockerHelper(config, credentialsKey),
    helperKeyOf: keyOf,
    helpers,
  });
}

function podmanKeychain(path: string, readFile: ReadFile, helpers: RememberedHelpers): Keychain {
  return configKeychain({
    source: path,
    read: () => readConfigFile(readFile, path),
    entryOf: podmanEntry,
    helperOf: (config, { registry }) => helperForHost(config, registry),
    // Podman asks helpers for a registry by its name, not by Docker's key.
    helperKeyOf: ({ registry }) => registry,
    helpers,
  });
}

function keyOf({ credentialsKey }: CredentialTarget): string {
  return credentialsKey;
}

/** `config.json` in `$DOCKER_CONFIG` or `~/.docker`. */
export function dockerConfigPath(account: UserAccount): string {
  const paths = pathsOf(account);
  const home = paths.join(account.homeDirectory, '.docker');
  return paths.join(pathVariable(account, 'DOCKER_CONFIG') ?? home, 'config.json');
}

/**
 * Podman's files after containers-auth.json(5): the primary one, which `$REGISTRY_AUTH_FILE` may name, and
 * the one in the user's configuration.
 */
export function podmanPaths(account: UserAccount): readonly string[] {
  const paths = pathsOf(account);
  const inFolder = (folder: string) => paths.join(folder, 'containers', 'auth.json');
  const home = paths.join(account.homeDirectory, '.config');
  const isLinux = account.platform === 'linux';
  const runtime = isLinux ? pathVariable(account, 'XDG_RUNTIME_DIR') : undefined;
  const primary = pathVariable(account, 'REGISTRY_AUTH_FILE') ?? inFolder(runtime ?? home);
  const secondary = inFolder(pathVariable(account, 'XDG_CONFIG_HOME') ?? home);
  return primary === secondary ? [primary] : [primary, secondary];
}

function pathsOf({ platform }: UserAccount): typeof posix {
  return platform === 'win32' ? win32 : posix;
}
