import { isTag, type ImageReference } from '../../reference/reference.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import { isRefusal, registryError, type RegistryError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { askOwnApi, ownApiOf, type OwnApiPlaces } from '../own-api.ts';
import { nothingTold, type RepositoryFacts } from '../publisher-source.ts';
import type {
  PublisherApi,
  PublisherQuestion,
  PublisherQuestions,
  ToldFacts,
} from './publisher-api.ts';

/** Who can be asked who publishes. */
export interface PublisherPlaces extends OwnApiPlaces {
  readonly publisherApis: readonly PublisherApi[];
}

export interface Asking {
  readonly signal: AbortSignal;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
}

const maximalAnswer = 1024 * 1024;

/**
 * Asks the API of the registry itself, without credentials, what it tells of a repository, its owner and a tag. Where it shows
 * nothing of the repository, as of private ones, only the API's name is told. An API that failed is left alone for a
 * while, and the failure told again.
 */
export async function askRepositoryFacts(
  places: PublisherPlaces,
  reference: ImageReference,
  tag: string | undefined,
  asking: Asking,
): Promise<Result<RepositoryFacts, RegistryError>> {
  const own = await ownApiOf(places, reference, places.publisherApis);
  const soundTag = tag !== undefined && isTag(tag) ? tag : undefined;
  const questions = own?.api.questionsOf(own.repository, soundTag);
  if (questions === undefined || places.isSkipped(questions.main.url)) return ok(nothingTold);
  const { main, others, api } = questions;
  const failure = places.memory.failureOf(main.url);
  if (failure !== undefined) return fail(failure);

  const [told, ...more] = await Promise.all([
    ask(places, main, asking),
    ...others.map((question) => ask(places, question, asking)),
  ]);
  if (asking.signal.aborted) return fail(registryError('cancelled', main.url.host));
  if (told.ok) return ok(factsOf(questions, [told, ...more]));
  if (isRefusal(told.error)) return ok({ ...nothingTold, api });
  places.memory.noteFailure(main.url, told.error);
  return told;
}

function ask(
  { transport }: PublisherPlaces,
  { url, read }: PublisherQuestion,
  { signal, now }: Asking,
): Promise<Result<ToldFacts, RegistryError>> {
  const question = {
    url,
    maximalBody: maximalAnswer,
    read: (body: JsonObject) => read(body, now()),
    otherwise: 'nothing about the repository',
  };
  return askOwnApi(transport, question, signal);
}

/** What a later answer tells counts more: an organisation says best what it is called. */
function factsOf(
  { api, page }: PublisherQuestions,
  answers: readonly Result<ToldFacts, RegistryError>[],
): RepositoryFacts {
  const told = answers
    .filter((answer) => answer.ok)
    .flatMap(({ value }) => Object.entries(value))
    .filter(([, fact]) => fact !== undefined);
  return { ...nothingTold, ...Object.fromEntries(told), api, page };
}
