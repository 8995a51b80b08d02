/** The tags of one build; images for several platforms share some. */
export interface Build {
  readonly tags: readonly string[];
  readonly isWindows: boolean;
}

/**
 * Reads a file of the folder `library` of docker-library/official-images: stanzas of fields, of which the
 * first may hold what is common to all (docker-library/official-images, README, "Instruction format").
 */
export function readLibraryFile(text: string): readonly Build[] {
  const stanzas = text
    .split(/\n\s*\n/)
    .map(readStanza)
    .filter((fields) => fields.size > 0);
  const common = stanzas[0]?.has('Tags') === false ? stanzas[0] : new Map<string, string>();
  return stanzas
    .filter((fields) => fields.has('Tags'))
    .map((fields) => ({
      tags: [...listed(fields.get('Tags')), ...listed(fields.get('SharedTags'))],
      isWindows: listed(fields.get('Architectures') ?? common.get('Architectures')).some((name) =>
        name.startsWith('windows-'),
      ),
    }));
}

/** A line that begins with white space goes on with the field before it. */
function readStanza(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  let name = '';
  for (const line of text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))) {
    const colon = line.indexOf(':');
    if (/^\s/.test(line)) {
      fields.set(name, `${fields.get(name) ?? ''} ${line.trim()}`);
    } else {
      name = line.slice(0, colon).trim();
      fields.set(name, line.slice(colon + 1).trim());
    }
  }
  return fields;
}

function listed(value: string | undefined): readonly string[] {
  return (value ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
