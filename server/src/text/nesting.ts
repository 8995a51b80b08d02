/** Deeper than anybody nests, and far from what fills the stack of a recursive reader. */
const maximalDepth = 500;

const openers = /[[\]{}]/g;
const nestedItems = new RegExp(`(?:[-?:][ \\t]+){${String(maximalDepth)}}`);
const deepIndent = new RegExp(`\\n[ ]{${String(maximalDepth)}}`);

/**
 * Whether a YAML text may nest so deeply that reading it would overflow the stack, in which V8 can end the
 * process instead of throwing. Brackets in strings count as well: it only matters when hundreds stay open.
 */
export function isNestedTooDeeply(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(openers)) {
    depth = bracket === '[' || bracket === '{' ? depth + 1 : Math.max(0, depth - 1);
    if (depth > maximalDepth) return true;
  }
  return nestedItems.test(text) || deepIndent.test(text);
}
