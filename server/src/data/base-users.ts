import table from './base-users.json' with { type: 'json' };

/**
 * Which user an image starts its process as, when nobody says otherwise. Renewed by
 * `tsx scripts/data/base-users.ts`, which asks the images' registries.
 */
export interface BaseUser {
  /** Registry and repository, each entry before those that are less exact; `*` for one part of the path. */
  readonly image: string;
  /** The tags it is about, as a pattern; all when left out. */
  readonly tags?: string;
  /** `drops`: root in its configuration, but its entrypoint goes on as another user. */
  readonly user: 'root' | 'other' | 'drops';
  /** How users are made in it, for tags that name no other distribution. */
  readonly family?: 'alpine' | 'busybox' | 'debian' | 'fedora';
  /** A user without rights that the image brings along, as USER takes it. */
  readonly account?: string;
  /** Where the image is built or described. */
  readonly source: string;
  /** The day on which its Dockerfile or its configuration was last read. */
  readonly checked?: string;
}

export const baseUsers = table as readonly BaseUser[];
