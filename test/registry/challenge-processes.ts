import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import {
  challengeFacts,
  challengesIn,
  type ChallengeMemory,
} from '../../server/src/registry/authorization/challenge-memory.ts';
import { diskCache } from '../../server/src/registry/cache/disk-cache.ts';
import type { ResolvedDigest } from '../../server/src/registry/digest-resolver.ts';
import type { RegistryError } from '../../server/src/registry/errors.ts';
import type {
  RegistryClient,
  RegistryClientOptions,
} from '../../server/src/registry/registry-client.ts';
import type { Result } from '../../server/src/text/result.ts';
import { indexDigest, type FakeRegistry, type Script } from '../support/fake-registry.ts';
import { client, fakeRegistry, linesOf, never, reference } from './setup.ts';

export const found = { ok: true, value: { digest: indexDigest } };
export const manifest = 'HEAD /v2/team/app/manifests/1.0';
export const token = 'GET /token';

/** As if each process were the first. */
export const noMemory: ChallengeMemory = {
  recall: () => Promise.resolve(undefined),
  keep: () => undefined,
  forget: () => undefined,
};

/** A user whose processes, one after the other or at once, have a folder in common. */
export interface Processes {
  /** Of the files with challenges. */
  readonly folder: string;
  readonly files: () => Promise<readonly string[]>;
  /** Does something in a process of its own, which ends when all that it leaves is written. */
  readonly run: <T>(work: (asking: RegistryClient) => Promise<T>, options?: Options) => Promise<T>;
}

type Options = Partial<RegistryClientOptions>;

export async function createProcesses(): Promise<Processes> {
  const parent = await mkdtemp(join(tmpdir(), 'seaworthy-challenges-'));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  const folder = join(parent, 'challenges-1');
  return {
    folder,
    files: () => readdir(folder).catch(() => []),
    async run(work, options = {}) {
      const store = diskCache({ folder: parent, kind: challengeFacts });
      const outcome = await work(client({ challenges: challengesIn(store), ...options }));
      // Changes are made in their order.
      await store.remove('nothing');
      return outcome;
    },
  };
}

/** A registry and a user with several processes. */
export interface World extends Processes {
  readonly registry: FakeRegistry;
  /** Has a process ask for the image, and gives its outcome with the requests that the registry got. */
  readonly ask: (options?: Options) => Promise<{
    readonly outcome: Result<ResolvedDigest, RegistryError>;
    readonly lines: readonly string[];
  }>;
  /** Expects the image to be found with these requests. */
  readonly expectFound: (lines: readonly string[], options?: Options) => Promise<void>;
}

export async function worldWith(script: Script): Promise<World> {
  const registry = await fakeRegistry(script);
  const processes = await createProcesses();
  const image = reference(`${registry.host}/team/app:1.0`);

  async function ask(options: Options = {}) {
    const before = registry.requests.length;
    const outcome = await processes.run((asking) => asking.resolve(image, never), options);
    return { outcome, lines: linesOf(registry).slice(before) };
  }

  return {
    ...processes,
    registry,
    ask,
    async expectFound(lines, options) {
      expect(await ask(options)).toMatchObject({ outcome: found, lines });
    },
  };
}
