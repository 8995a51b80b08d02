import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Digest } from '../../server/src/reference/digest.ts';
import { registryError } from '../../server/src/registry/errors.ts';
import type { Transport } from '../../server/src/registry/network/transport.ts';
import { fail, ok } from '../../server/src/text/result.ts';
import { createContentTrustReader } from '../../server/src/trust/notary/content-trust.ts';
import type { ContentTrust } from '../../server/src/trust/trust-source.ts';
import { never, reference } from '../registry/setup.ts';
import { makeFolder } from '../support/command-line.ts';

/** What a Notary server holds of one repository: documents by their files' names without `.json`. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** A Notary server without a network, for one repository. */
export interface NotaryServer {
  readonly transport: Transport;
  /** The paths that were asked for. */
  readonly paths: readonly string[];
  /** What it holds from now on. */
  serve(files: Files): void;
  /** What happens meanwhile when the document is asked for. */
  beforeAnswering(file: string, work: () => Promise<unknown>): void;
}

export const serverUrl = 'https://notary.example';

/** Answers as notary-server does: documents by name, numbered roots, and all by their SHA-256. */
export function notaryServer(name: string, files: Files): NotaryServer {
  const prefix = `/v2/${name}/_trust/tuf/`;
  const paths: string[] = [];
  const meanwhile = new Map<string, () => Promise<unknown>>();
  let held = withHashes(files);
  return {
    paths,
    serve: (others) => (held = withHashes(others)),
    beforeAnswering: (file, work) => meanwhile.set(file, work),
    transport: async ({ url, maximalBody }) => {
      const { pathname, host } = url;
      paths.push(pathname);
      const file = pathname.startsWith(prefix)
        ? pathname.slice(prefix.length, -'.json'.length)
        : '';
      await meanwhile.get(file)?.();
      const body = held.get(file);
      const answer = { url, header: () => undefined, retryAfter: undefined };
      if (body === undefined) return ok({ ...answer, status: 404, body: new Uint8Array() });
      return body.length > maximalBody
        ? fail(registryError('too-large', host))
        : ok({ ...answer, status: 200, body });
    },
  };
}

function withHashes(files: Files): Files {
  const all = new Map(files);
  for (const [file, bytes] of files) {
    const role = file.replace(/^\d+\.root$/, 'root');
    all.set(`${role}.${createHash('sha256').update(bytes).digest('hex')}`, bytes);
  }
  return all;
}

const samples = fileURLToPath(new URL('../samples/notary/', import.meta.url));

/** A repository that a real notary-server has served. */
export function sample(folder: string): Files {
  const names = readdirSync(join(samples, folder)).filter((name) => name.endsWith('.json'));
  return new Map(
    names.map((name) => [
      name.slice(0, -'.json'.length).replace('targets_', 'targets/'),
      readFileSync(join(samples, folder, name)),
    ]),
  );
}

/** The day on which the samples were made. */
export const sampleDay = Date.UTC(2026, 10, 24);

export interface Asking {
  readonly tag?: string;
  readonly digest?: Digest;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now?: number;
}

export interface Reader {
  ask(asking?: Asking): Promise<ContentTrust | undefined>;
  readonly stateFolder: string;
  readonly log: readonly string[];
}

/** Who asks a server for one repository, with a state folder of their own unless they share one. */
export async function readerOf(
  name: string,
  { transport }: NotaryServer,
  shared?: string,
): Promise<Reader> {
  const stateFolder = shared ?? join((await makeFolder({})).path, 'state');
  const image = reference(name);
  const log: string[] = [];
  return {
    stateFolder,
    log,
    ask: ({ tag = '3.8', digest = python38, now = sampleDay } = {}) =>
      createContentTrustReader({
        settings: { notaryServers: { [image.registry]: serverUrl } },
        transport,
        stateFolder,
        now: () => now,
        log: (line) => log.push(line),
      })({ reference: image, tag, digest }, never),
  };
}

/** What the tag `3.8` of all samples is signed for. */
export const python38: Digest =
  'sha256:a8b1eada85b0312da790e120d71d3bd4066268a0f4a0f6623dfcb87c8eab59e3';
