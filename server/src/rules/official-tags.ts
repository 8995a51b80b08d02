import { officialImages, tagsOf } from '../data/official-images.ts';
import { mostDescriptive, namesRelease } from '../tags/descriptive.ts';
import { dockerHub, type ImageReference } from '../reference/reference.ts';

/** The day on which the list of official tags was true. */
export const officialTagsDate = officialImages.date;

/** The name of a Docker Official Image, `python`; undefined for images of others and for what is not in the list. */
export function officialName({ registry, repository }: ImageReference): string | undefined {
  const name = repository.startsWith('library/') ? repository.slice('library/'.length) : '';
  return registry === dockerHub && officialImages.builds.has(name) ? name : undefined;
}

/** Answers about the tags of official images; reads those of an image when they are first asked for. */
export class OfficialTags {
  readonly #read = new Map<string, ReadonlyMap<string, readonly string[]>>();

  /** Whether a tag is one of those that are still rebuilt. */
  isListed(name: string, tag: string): boolean {
    return this.#buildsOf(name).has(tag);
  }

  /** The tags of an image that are still rebuilt, each once. */
  listed(name: string): readonly string[] {
    return [...this.#buildsOf(name).keys()];
  }

  /** The tags of the build that has `tag`, itself among them; none when it is not listed. */
  aliases(name: string, tag: string): readonly string[] {
    return this.#buildsOf(name).get(tag) ?? [];
  }

  /** The tag that says most exactly what a tag without a version means; undefined when none has a version. */
  exact(name: string, tag: string): string | undefined {
    return mostDescriptive(this.aliases(name, tag).filter(namesRelease));
  }

  /**
   * The listed tag that is nearest to one of another image with the same versions: `17-jdk-slim` without
   * its last words, until the list has it.
   */
  nearest(name: string, tag: string): string | undefined {
    let shorter = tag;
    while (shorter !== '' && !this.isListed(name, shorter))
      shorter = shorter.replace(/(?:^|[-._+])[^-._+]*$/, '');
    return shorter === '' ? undefined : shorter;
  }

  /** Each tag with all tags of the first build that has it; of several platforms that is Linux. */
  #buildsOf(name: string): ReadonlyMap<string, readonly string[]> {
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    const builds = new Map<string, readonly string[]>();
    for (const line of officialImages.builds.get(name)?.split('\n') ?? []) {
      const tags = tagsOf(line);
      for (const tag of tags) if (!builds.has(tag)) builds.set(tag, tags);
    }
    this.#read.set(name, builds);
    return builds;
  }
}
