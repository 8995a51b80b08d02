import type { ImageReference } from '../reference/reference.ts';
import type { Result } from '../text/result.ts';
import type { RegistryError } from './errors.ts';

/** What a registry's own API tells of a repository and its owner; members that it does not tell are undefined. Texts are strangers' words. */
export interface RepositoryFacts {
  /** Which API told: `hub.docker.com`, `quay.io`; undefined when the registry has none that we know, and all else is undefined. */
  readonly api: string | undefined;
  /** Whom the registry says that it verified or sponsors; undefined is "unknown", not "no". */
  readonly badge: 'verified' | 'sponsored' | undefined;
  /** The account or organisation, as it calls itself. */
  readonly owner: string | undefined;
  readonly description: string | undefined;
  /** When anything was last pushed to the repository, in milliseconds since 1970-01-01 UTC, as the others. */
  readonly pushed: number | undefined;
  /** When the tag was last pushed, and by which account. */
  readonly tagPushed: number | undefined;
  readonly tagPusher: string | undefined;
  readonly stars: number | undefined;
  readonly pulls: number | undefined;
  /** Whether tags can be moved to another image: none can, some cannot, by rules, or all can. */
  readonly tagsAre: 'immutable' | 'partly-immutable' | 'mutable' | undefined;
  /** Whether the registry or the owner calls the repository given up. */
  readonly isArchived: boolean | undefined;
  /** The page for people. */
  readonly page: string | undefined;
}

/** Of what no registry tells anything. */
export const nothingTold: RepositoryFacts = {
  api: undefined,
  badge: undefined,
  owner: undefined,
  description: undefined,
  pushed: undefined,
  tagPushed: undefined,
  tagPusher: undefined,
  stars: undefined,
  pulls: undefined,
  tagsAre: undefined,
  isArchived: undefined,
  page: undefined,
};

/** The port to what registries tell of who publishes. Never rejects. */
export interface PublisherSource {
  /** `tag` is the one that is meant; undefined where a digest alone is written. */
  repositoryFacts(
    reference: ImageReference,
    tag: string | undefined,
    signal: AbortSignal,
  ): Promise<Result<RepositoryFacts, RegistryError>>;
}
