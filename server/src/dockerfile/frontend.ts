import { slice, type MappedText } from '../text/mapped-text.ts';
import type { DockerfileSource } from './instructions.ts';

const slashDirective = /^(?:\uFEFF)?(?:#![^\n]*\n)?\/\/[ \t]*syntax[ \t]*=[ \t]*(\S+)/i;
const jsonSyntax = /"syntax"\s*:\s*"([^"\\]*)"/;

/**
 * The image of the frontend that reads this file, in any of the three forms that BuildKit's
 * `DetectSyntax` knows: `# syntax=`, `// syntax=` and a JSON object with the key `syntax`.
 */
export function frontendImage({
  text: source,
  directives,
}: DockerfileSource): MappedText | undefined {
  const directive = directives.find(({ name }) => name === 'syntax');
  if (directive !== undefined) {
    const [image = ''] = directive.value.text.split(/\s/, 1);
    return slice(directive.value, { start: 0, end: image.length });
  }
  const { text } = source;
  const match = slashDirective.exec(text) ?? (isJsonObject(text) ? jsonSyntax.exec(text) : null);
  const image = match?.[1];
  if (match === null || image === undefined) return undefined;
  const start = match.index + match[0].lastIndexOf(image);
  return slice(source, { start, end: start + image.length });
}

function isJsonObject(text: string): boolean {
  if (!/^\uFEFF?\s*\{/.test(text)) return false;
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''));
    return true;
  } catch {
    return false;
  }
}
