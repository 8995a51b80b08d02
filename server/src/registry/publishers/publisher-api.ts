import type { JsonObject } from '../json.ts';
import type { OwnApi } from '../own-api.ts';
import type { RepositoryFacts } from '../publisher-source.ts';

/** A registry's own way to tell who publishes. */
export interface PublisherApi extends OwnApi {
  /** What is asked of a repository and one of its tags; undefined for a repository that cannot be there. */
  readonly questionsOf: (
    repository: string,
    tag: string | undefined,
  ) => PublisherQuestions | undefined;
}

export interface PublisherQuestions {
  /** As people know the API: `hub.docker.com`. */
  readonly api: string;
  /** The page for people. */
  readonly page: string;
  /** About the repository; without an answer to it nothing is told. */
  readonly main: PublisherQuestion;
  /** What adds to that; one that fails adds nothing. */
  readonly others: readonly PublisherQuestion[];
}

export interface PublisherQuestion {
  readonly url: URL;
  /** Reads what is sound; undefined when it is no answer to the question. `now` in milliseconds since 1970-01-01 UTC. */
  readonly read: (body: JsonObject, now: number) => ToldFacts | undefined;
}

/** What an answer tells; what it does not tell is undefined or left out. */
export type ToldFacts = {
  readonly [Fact in Exclude<keyof RepositoryFacts, 'api' | 'page'>]?:
    RepositoryFacts[Fact] | undefined;
};

const longestName = 255;
const longestDescription = 1_000;

/** A name in an answer; undefined when it is empty or longer than names are. */
export function readName(value: unknown): string | undefined {
  const isName = typeof value === 'string' && value !== '' && value.length <= longestName;
  return isName ? value : undefined;
}

/** The start of a description; undefined when there is none. */
export function readDescription(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.slice(0, longestDescription).trim() : '';
  return text === '' ? undefined : text;
}

/** A number of things; undefined when there cannot be so many. */
export function readCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
