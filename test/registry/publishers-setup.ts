import type { ImageReference } from '../../server/src/reference/reference.ts';
import type { RepositoryFacts } from '../../server/src/registry/publisher-source.ts';
import type {
  RegistryClient,
  RegistryClientOptions,
} from '../../server/src/registry/registry-client.ts';
import { sendJson, sendStatus, type FakeRegistry, type Script } from '../support/fake-registry.ts';
import { createOutside, see, type Seen } from './outside.ts';
import { never } from './setup.ts';

export const now = Date.parse('2026-08-21T12:00:00Z');
export const pushed = Date.parse('2026-08-20T10:00:00Z');

export type Answers = Readonly<Record<string, object | number>>;

/** A server that answers some paths with JSON or a status; everything else is not there. */
export function answering(answers: Answers): Script {
  return ({ path }, response) => {
    const answer = answers[path] ?? 404;
    if (typeof answer === 'number') sendStatus(response, answer, { Location: '/elsewhere' });
    else sendJson(response, answer);
  };
}

/** The world outside with one API in it. */
export interface ApiWorld {
  readonly outside: Awaited<ReturnType<typeof createOutside>>;
  readonly api: FakeRegistry;
}

export async function worldWith(host: string, script: Script): Promise<ApiWorld> {
  const outside = await createOutside();
  return { outside, api: await outside.serve(host, script) };
}

/** Asks about an image, with the person's password for its registry at hand. */
export async function factsOf(
  outside: ApiWorld['outside'],
  image: string,
  options: Partial<RegistryClientOptions> = {},
): Promise<Seen<RepositoryFacts>['result']> {
  const ask = (asking: RegistryClient, name: ImageReference) =>
    asking.repositoryFacts(name, name.tag, never);
  return (await see<RepositoryFacts>(outside, image, ask, { now: () => now, ...options })).result;
}
