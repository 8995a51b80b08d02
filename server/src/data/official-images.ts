import table from './official-images.json' with { type: 'json' };

/**
 * The Docker Official Images on a day and the tags that are still rebuilt. Renewed from a clone of the
 * repository that defines them: `tsx scripts/data/official-images.ts PATH_TO_CLONE`.
 */
export interface OfficialImages {
  /** The repository, its commit, and the day of that commit. */
  readonly source: string;
  readonly commit: string;
  readonly date: string;
  /** By name without `library/`: one line for each build, in the order of the repository, Linux first. */
  readonly builds: ReadonlyMap<string, string>;
}

export const officialImages: OfficialImages = {
  source: table.source,
  commit: table.commit,
  date: table.date,
  builds: new Map(Object.entries(table.images)),
};

/**
 * The tags of one build, from its line: groups between spaces, each a list of tags, or a list of
 * beginnings and a list of ends that give a tag in each combination: `8.2.1,8/,-alpine`.
 */
export function tagsOf(build: string): readonly string[] {
  return build.split(' ').flatMap((group) => {
    const [beginnings = '', ends = ''] = group.split('/');
    return beginnings
      .split(',')
      .flatMap((beginning) => ends.split(',').map((end) => beginning + end));
  });
}
