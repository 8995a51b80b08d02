import { createSecureContext } from 'node:tls';
import { onTestFinished } from 'vitest';
import { explainRegistryError } from '../../server/src/analysis/registry-sentences.ts';
import { createConnections } from '../../server/src/registry/network/connections.ts';
import { createProxyChooser } from '../../server/src/registry/network/proxy.ts';
import type { ImageReference } from '../../server/src/reference/reference.ts';
import type { ResolvedDigest } from '../../server/src/registry/digest-resolver.ts';
import type { RegistryError } from '../../server/src/registry/errors.ts';
import type { RegistryNotice } from '../../server/src/registry/notices.ts';
import type {
  RegistryClient,
  RegistryClientOptions,
} from '../../server/src/registry/registry-client.ts';
import type { Result } from '../../server/src/text/result.ts';
import { createAuthority } from '../support/certificate.ts';
import type { FakeRegistry, Script } from '../support/fake-registry.ts';
import { startNameGateway } from '../support/name-gateway.ts';
import { client, fakeRegistry, keychainWith, never, reference } from './setup.ts';

const authority = createAuthority();
const context = createSecureContext({ ca: authority.certificate });

/** A secret that must turn up nowhere but at the server that it is for. */
export const secret = ['top', 'secret'].join('-');

/**
 * The world outside this machine, as far as a test has made it. Everything in it is reached through one gate,
 * which notes each name and address that somebody wanted to reach.
 */
export interface Outside {
  /** `name:port` of each connection that was asked for. */
  readonly wanted: readonly string[];
  /** Starts a server with TLS under a name, with a port of its own if it has one, and with a good certificate. */
  serve(name: string, script: Script): Promise<FakeRegistry>;
}

export async function createOutside(): Promise<Outside & { readonly gate: string }> {
  const gateway = await startNameGateway();
  onTestFinished(() => gateway.close());
  return {
    wanted: gateway.asked,
    gate: gateway.host,
    async serve(name, script) {
      const [hostname = ''] = name.split(':', 1);
      const server = await fakeRegistry(script, authority.issue([hostname]));
      gateway.add(name, server.host);
      return server;
    },
  };
}

/** What a person and a log see of one request. */
export interface Seen<T> {
  readonly result: Result<T, RegistryError>;
  /** What the person is told; empty when nothing went wrong. */
  readonly sentence: string;
  readonly notices: readonly RegistryNotice[];
  /** Everything that was told, shown or logged, as one text. */
  readonly everything: string;
}

/** Asks with the person's password for the registry of the image at hand, in the world outside. */
export async function see<T>(
  { gate }: { readonly gate: string },
  image: string,
  ask: Ask<T>,
  options: Partial<RegistryClientOptions> = {},
): Promise<Seen<T>> {
  const connections = createConnections({
    chooseProxy: createProxyChooser({ environment: { HTTPS_PROXY: `http://${gate}` } }),
    trust: { forHost: () => Promise.resolve({ context, problems: [] }) },
  });
  onTestFinished(() => {
    connections.close();
  });
  return seeWith(image, ask, { connections, ...options });
}

/** The same with connections of the test's own. */
export async function seeWith<T>(
  image: string,
  ask: Ask<T>,
  options: Partial<RegistryClientOptions>,
): Promise<Seen<T>> {
  const lines: string[] = [];
  const notices: RegistryNotice[] = [];
  const name = reference(image);
  const credential = { kind: 'password', username: 'alice', password: secret } as const;
  const asking = client({
    keychain: keychainWith(name.registry, credential),
    log: (line) => lines.push(line),
    onNotice: (notice) => notices.push(notice),
    timeouts: { request: 500 },
    ...options,
  });
  const result = await ask(asking, name);
  const sentence = result.ok ? '' : explainRegistryError(name, result.error);
  const everything = [JSON.stringify(result), sentence, ...lines, JSON.stringify(notices)];
  return { result, sentence, notices, everything: everything.join('\n') };
}

/** How a person is told that a server sends us where it must not. */
export const isRefusal =
  /not (?:be )?safe|must not send requests there|(?:sends us to|checks sign-ins on) .* Nothing was sent there/;

type Ask<T> = (asking: RegistryClient, name: ImageReference) => Promise<Result<T, RegistryError>>;

export const resolveTag: Ask<ResolvedDigest> = (asking, name) => asking.resolve(name, never);

/** Whether a password, or anything made from it, came with one of the requests. */
export function gotSecret({ requests }: FakeRegistry): boolean {
  const encoded = Buffer.from(`alice:${secret}`).toString('base64');
  return requests.some((request) => {
    const text = JSON.stringify([request.headers, request.path, [...request.query], request.body]);
    return [secret, encoded].some((one) => text.includes(one));
  });
}
