import type { ImageReference } from '../../server/src/reference/reference.ts';
import type {
  RegistryClient,
  RegistryClientOptions,
} from '../../server/src/registry/registry-client.ts';
import type { RegistryErrorCode } from '../../server/src/registry/errors.ts';
import type { TagList } from '../../server/src/registry/tags.ts';
import { sendJson, sha256, type FakeRegistry, type Script } from '../support/fake-registry.ts';
import { never } from './setup.ts';
import { createOutside, see, type Seen } from './outside.ts';

export const hubPath = '/v2/namespaces/library/repositories/python/tags';
const now = Date.parse('2026-08-21T12:00:00Z');
export const pushed = Date.parse('2026-08-20T10:00:00Z');
export const digest = sha256('python');

/** The world outside with Docker Hub in it. */
export interface HubWorld {
  readonly outside: Awaited<ReturnType<typeof createOutside>>;
  readonly api: FakeRegistry;
  readonly registry: FakeRegistry;
}

export async function hubWith(
  api: Script,
  registry: Script = listing('3.12', '3.13'),
): Promise<HubWorld> {
  const outside = await createOutside();
  return {
    outside,
    api: await outside.serve('hub.docker.com', api),
    registry: await outside.serve('registry-1.docker.io', registry),
  };
}

/** A page of Docker Hub's API with tags of these names. */
export function hubPage(names: readonly string[], next: string | null = null): object {
  return { count: 1, next, previous: null, results: names.map((name) => ({ name })) };
}

/** A registry whose list has these tags. */
export function listing(...tags: readonly string[]): Script {
  return json({ name: 'x', tags });
}

/** A server that always gives the same. */
export function json(body: object): Script {
  return (_, response) => {
    sendJson(response, body);
  };
}

/** Lists the tags of an image, with the person's password for its registry at hand. */
export async function listTags(
  outside: HubWorld['outside'],
  image: string,
  options: Partial<RegistryClientOptions> = {},
): Promise<Seen<TagList>['result']> {
  const settings = { now: () => now, ...options };
  const ask = (asking: RegistryClient, name: ImageReference) => asking.listTags(name, never);
  return (await see<TagList>(outside, image, ask, settings)).result;
}

/** Their names alone, or the code of the failure. */
export async function namesOf(
  ...question: Parameters<typeof listTags>
): Promise<readonly string[] | RegistryErrorCode> {
  const result = await listTags(...question);
  return result.ok ? result.value.tags.map(({ tag }) => tag) : result.error.code;
}
