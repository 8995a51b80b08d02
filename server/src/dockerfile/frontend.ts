import { verbatim, type MappedText } from '../text/mapped-text.ts';
import type { DockerfileSource } from './instructions.ts';

const slashDirective = /^(?:\uFEFF)?(?:#![^\n]*\n)?\/\/[ \t]*syntax[ \t]*=[ \t]*(\S+)/i;
const jsonSyntax = /"syntax"\s*:\s*"([^"\\]*)"/;

/**
 * The image of the frontend that reads this file, in any of the three forms that BuildKit's
 * `DetectSyntax` knows: `# syntax=`, `// syntax=` and a JSON object with the key `syntax`.
 */
export function frontendImage(text: string, source: DockerfileSource): MappedText | undefined {
  const directive = source.directives.find(({ name }) => name === 'syntax');
  if (directive !== undefined) {
    const [image = ''] = directive.value.split(/\s/, 1);
    const { start } = directive.valueSpan;
    return verbatim(text, { start, end: start + image.length });
  }
  const match = slashDirective.exec(text) ?? (isJsonObject(text) ? jsonSyntax.exec(text) : null);
  const image = match?.[1];
  if (match === null || image === undefined) return undefined;
  const start = match.index + match[0].lastIndexOf(image);
  return verbatim(text, { start, end: start + image.length });
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
