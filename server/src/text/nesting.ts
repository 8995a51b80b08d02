/** Deeper than anybody nests, and far from what fills the stack of a recursive reader. */
const maximalDepth = 500;

const openBracket = '['.charCodeAt(0);
const closeBracket = ']'.charCodeAt(0);
const openBrace = '{'.charCodeAt(0);
const closeBrace = '}'.charCodeAt(0);
const nestedItems = new RegExp(`(?:[-?:][ \\t]+){${String(maximalDepth)}}`);
const deepIndent = new RegExp(`\\n[ ]{${String(maximalDepth)}}`);

/**
 * Whether a YAML text may nest so deeply that reading it would overflow the stack, in which V8 can end the
 * process instead of throwing. Brackets in strings count as well: it only matters when hundreds stay open.
 */
export function isNestedTooDeeply(text: string): boolean {
  return nestedItems.test(text) || deepIndent.test(text) || hasManyOpenBrackets(text);
}

function hasManyOpenBrackets(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === openBracket || code === openBrace) depth++;
    else if ((code === closeBracket || code === closeBrace) && depth > 0) depth--;
    if (depth > maximalDepth) return true;
  }
  return false;
}
