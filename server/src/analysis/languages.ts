import type { Language } from '../model/document-model.ts';

const languagesById: ReadonlyMap<string, Language> = new Map([
  ['dockerfile', 'dockerfile'],
  ['containerfile', 'dockerfile'],
  ['dockercompose', 'compose'],
  ['docker-compose', 'compose'],
  ['yaml.docker-compose', 'compose'],
]);

const dockerfileName = /^(?:docker|container)file(?:[._-].*)?$|\.(?:docker|container)file$/i;
/** Endings that make of `dockerfile.ts` or `Dockerfile.md` something else than a Dockerfile. */
const otherEnding =
  /\.(?:c|cc|cpp|cs|css|dockerignore|go|h|html?|java|jsx?|json|kt|lock|lua|[cm]js|md|php|ps1|pyi?|rb|rs|rst|sh|swift|toml|tsx?|txt|xml|ya?ml)$/i;
const composeName = /^(?:compose(?:[._-].*)?|.*docker[._-]?compose.*)\.ya?ml$/i;

/**
 * The language of a document by the editor's language id, or by its file name when the id says only
 * YAML or nothing. Undefined for everything that is not ours.
 */
export function languageOf(languageId: string, path: string): Language | undefined {
  const known = languagesById.get(languageId.toLowerCase());
  if (known !== undefined) return known;
  const name = languageOfName(path);
  const isYaml = languageId.toLowerCase() === 'yaml';
  const isUnknown = languageId === '' || languageId.toLowerCase() === 'plaintext';
  return isUnknown || (isYaml && name === 'compose') ? name : undefined;
}

/** The language that people give files of this name; the path may have `/` or `\`. */
export function languageOfName(path: string): Language | undefined {
  const name = path.split(/[/\\]/).at(-1) ?? '';
  if (dockerfileName.test(name)) return otherEnding.test(name) ? undefined : 'dockerfile';
  return composeName.test(name) ? 'compose' : undefined;
}
