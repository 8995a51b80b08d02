/** Patterns of more alternatives than this match nothing more. */
const maximalAlternatives = 64;

/**
 * Whether a path or image name matches a pattern: `*` and `?` stand for characters without `/`, `**` for any
 * number of folders, `{a,b}` for either. Takes time proportional to the product of the lengths at most, so
 * that no pattern can hold up who runs it.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  return alternativesOf(pattern).some((alternative) =>
    matchesSegments(alternative.split('/'), path.split('/')),
  );
}

/** The patterns without braces that a pattern with braces stands for. */
function alternativesOf(pattern: string): readonly string[] {
  let open = [pattern];
  const finished: string[] = [];
  while (open.length > 0 && open.length + finished.length <= maximalAlternatives) {
    const next: string[] = [];
    for (const text of open) {
      const braces = innermostBraces(text);
      if (braces === undefined) finished.push(text);
      else
        for (const choice of text.slice(braces.start + 1, braces.end).split(','))
          next.push(text.slice(0, braces.start) + choice + text.slice(braces.end + 1));
    }
    open = next;
  }
  return finished;
}

function innermostBraces(text: string): { start: number; end: number } | undefined {
  const end = text.indexOf('}');
  const start = end < 0 ? -1 : text.lastIndexOf('{', end);
  return start < 0 ? undefined : { start, end };
}

/** Matches lists from the left; at a mismatch the last `**` takes one segment more. */
function matchesSegments(pattern: readonly string[], path: readonly string[]): boolean {
  return matchesList(
    pattern,
    path,
    (part) => part === '**',
    (part, segment) =>
      matchesList(charactersOf(part), charactersOf(segment), isStar, isSameCharacter),
  );
}

function charactersOf(text: string): readonly string[] {
  return Array.from(text);
}

function isStar(char: string): boolean {
  return char === '*';
}

function isSameCharacter(pattern: string, char: string): boolean {
  return pattern === '?' || pattern === char;
}

/** Greedy matching with one wildcard to go back to: going back further never helps. */
function matchesList(
  pattern: readonly string[],
  items: readonly string[],
  isWildcard: (part: string) => boolean,
  matches: (part: string, item: string) => boolean,
): boolean {
  let at = 0;
  let index = 0;
  let wildcard: { readonly at: number; index: number } | undefined;
  while (index < items.length) {
    const part = pattern[at];
    const item = items[index] ?? '';
    if (part !== undefined && isWildcard(part)) {
      wildcard = { at: ++at, index };
    } else if (part !== undefined && matches(part, item)) {
      at++;
      index++;
    } else if (wildcard !== undefined) {
      at = wildcard.at;
      index = ++wildcard.index;
    } else {
      return false;
    }
  }
  return pattern.slice(at).every(isWildcard);
}
