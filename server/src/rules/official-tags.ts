import { officialImages, tagsOf } from '../data/official-images.ts';
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

  /**
   * The tag that says most exactly what a tag without a version means: of those of its build that have a
   * version the one with the most digits, then the longest.
   */
  exact(name: string, tag: string): string | undefined {
    let best: string | undefined;
    for (const alias of this.#buildsOf(name).get(tag) ?? [])
      if (hasVersion(alias) && (best === undefined || isMoreExact(alias, best))) best = alias;
    return best;
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

/** Not that of Alpine alone, and not a date: an image with a date is never rebuilt. */
function hasVersion(tag: string): boolean {
  const withoutAlpine = tag.replace(/alpine-?[\d.]+/, '');
  return /^v?\d|\d\.\d/.test(withoutAlpine) && !/\d{8}/.test(tag);
}

function isMoreExact(tag: string, other: string): boolean {
  const difference = digitsIn(tag) - digitsIn(other);
  return difference === 0 ? tag.length > other.length : difference > 0;
}

function digitsIn(text: string): number {
  return text.replace(/\D/g, '').length;
}
