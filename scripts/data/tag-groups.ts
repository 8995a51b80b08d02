/** A stretch of tags that is shorter to write as beginnings and ends. */
interface Product {
  readonly beginnings: readonly string[];
  readonly ends: readonly string[];
  readonly tags: ReadonlySet<string>;
  /** How many characters it saves. */
  readonly saving: number;
}

/** Writes the tags of a build as `tagsOf` reads them, in as few characters as products of two lists allow. */
export function groupTags(tags: readonly string[]): string {
  const groups: string[] = [];
  let rest = [...new Set(tags)];
  for (let product = bestProduct(rest); product !== undefined; product = bestProduct(rest)) {
    const { beginnings, ends, tags: covered } = product;
    groups.push(`${beginnings.join(',')}/${ends.join(',')}`);
    rest = rest.filter((tag) => !covered.has(tag));
  }
  if (rest.length > 0) groups.push(rest.join(','));
  return groups.join(' ');
}

function bestProduct(tags: readonly string[]): Product | undefined {
  const all = new Set(tags);
  const beginnings = [...new Set(tags.flatMap(beginningsOf))];
  let best: Product | undefined;
  for (const beginning of beginnings) {
    const ends = tags
      .filter((tag) => tag === beginning || tag.startsWith(`${beginning}-`))
      .map((tag) => tag.slice(beginning.length));
    const product = productOf(
      beginnings.filter((other) => ends.every((end) => all.has(other + end))),
      ends,
    );
    if (product.saving > (best?.saving ?? 0)) best = product;
  }
  return best;
}

function productOf(beginnings: readonly string[], ends: readonly string[]): Product {
  const tags = new Set(beginnings.flatMap((beginning) => ends.map((end) => beginning + end)));
  return {
    beginnings,
    ends,
    tags,
    saving: lengthOf([...tags]) - lengthOf(beginnings) - lengthOf(ends),
  };
}

/** A tag up to each of its hyphens, and the whole of it. */
function beginningsOf(tag: string): readonly string[] {
  const words = tag.split('-');
  return words.map((_, index) => words.slice(0, index + 1).join('-'));
}

function lengthOf(words: readonly string[]): number {
  return words.reduce((sum, word) => sum + word.length + 1, 0);
}
