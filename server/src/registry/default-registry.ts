import { readFile } from 'node:fs/promises';
import { dockerHub } from '../reference/reference.ts';
import { cached } from './cache/cache.ts';
import { userKeychain, type UserAccount } from './credentials/user-keychain.ts';
import type { Login } from './credentials/editor-keychain.ts';
import type { Keychain } from './credentials/keychain.ts';
import { registryOf } from './client-registry.ts';
import { currentAccount } from './current-account.ts';
import { challengesOf, digestStore } from './default-memory.ts';
import { locationHosts, type RegistriesConf } from './hosts/registries-conf.ts';
import { readRegistriesConf } from './hosts/registries-conf-file.ts';
import {
  hostsOfRegistry,
  hostsOfTable,
  isHubHost,
  type RegistryTable,
} from './hosts/registry-table.ts';
import type { ImageRegistry } from './image-registry.ts';
import { createConnections } from './network/connections.ts';
import type { HostTest, Resolve } from './network/guarded-lookup.ts';
import { createProxyChooser, type EditorProxySettings } from './network/proxy.ts';
import { createTrust } from './network/trust.ts';
import type { NoticeListener } from './notices.ts';
import { createRegistryClient, type RegistryClient } from './registry-client.ts';

export interface DefaultClientOptions {
  /** Milliseconds that one request may take. */
  readonly timeout: number;
  readonly registries: RegistryTable;
  /** The name of a file that may say more of registries and cannot be read: what it might forbid is not done. */
  readonly brokenFile?: string | undefined;
  /** What an editor says of proxies; without it the environment decides. */
  readonly proxy?: EditorProxySettings;
  /** What an editor keeps for a registry. */
  readonly askEditor?: ((registry: string) => Promise<Login | null>) | undefined;
  readonly userAgent: string;
  readonly log: (line: string) => void;
  readonly onNotice: NoticeListener;
  /** Whose configuration counts; that of the user who runs this, if it is left out. */
  readonly account?: UserAccount;
  /** Asks the DNS; for tests. */
  readonly resolve?: Resolve;
}

/** What editor and command line ask: the default client with a memory, which is on disk for digests. */
export function createDefaultRegistry(options: DefaultClientOptions): ImageRegistry {
  const { account = currentAccount(), log } = options;
  const client = createDefaultClient(options);
  return {
    ...registryOf(client),
    ...cached(client, { store: digestStore(account, log) }),
  };
}

/** A client with the real network and the user's own credentials, certificates, proxies and registries. */
export function createDefaultClient({
  timeout,
  registries,
  brokenFile,
  proxy,
  askEditor,
  userAgent,
  log,
  onNotice,
  account = currentAccount(),
  resolve,
}: DefaultClientOptions): RegistryClient {
  const readConf = untilSound(() => readRegistriesConf({ ...account, log }));
  const keychain = userKeychain({
    ...account,
    askEditor,
    readFile: (path) => readFile(path, 'utf8'),
    now: () => performance.now(),
  });
  const listed = hostsOfTable(registries);
  return createRegistryClient({
    keychain,
    userAgent,
    registries,
    registriesConf:
      brokenFile === undefined ? readConf : () => Promise.resolve({ registries: [], brokenFile }),
    timeouts: { request: timeout },
    challenges: challengesOf(account, log),
    log,
    onNotice,
    connections: createConnections({
      chooseProxy: createProxyChooser({
        environment: account.environment,
        ...(proxy !== undefined && { editor: proxy }),
      }),
      trust: createTrust({ ...account, log }),
      isListedHost: (host) => listed.has(host),
      isKnownHost: knownBy(keychain, readConf, askEditor),
      ...(resolve !== undefined && { resolve }),
      log,
    }),
  });
}

/** Hosts that the user has signed in to, or that podman's configuration names. */
function knownBy(
  keychain: Keychain,
  readConf: () => Promise<RegistriesConf>,
  askEditor: DefaultClientOptions['askEditor'],
): HostTest {
  return async (host) => {
    const names = [...(await keychain.knownHosts()), ...locationHosts(await readConf())];
    if (names.flatMap(hostsOfRegistry).includes(host)) return true;
    const login = await askEditor?.(isHubHost(host) ? dockerHub : host).catch(() => undefined);
    return login !== undefined && login !== null;
  };
}

/** Reads when it is first asked for, and again as long as there was something that could not be read. */
function untilSound(read: () => Promise<RegistriesConf>): () => Promise<RegistriesConf> {
  let reading: Promise<RegistriesConf> | undefined;
  return () =>
    (reading ??= read().then((conf) => {
      if (conf.brokenFile !== undefined) reading = undefined;
      return conf;
    }));
}
