import { folderOf, resolvePath } from '../text/files.ts';
import { layered } from './merge.ts';
import type { ProjectFile, ProjectFiles } from './project-files.ts';
import { knownString, type Value } from './yaml.ts';
import type { YamlReader } from './yaml-reader.ts';

/** A longer chain of `extends` is not followed to its end. */
const maximalExtensions = 32;

/** A service over the services that it extends. */
interface Extended {
  readonly value: Value | undefined;
  /** How many services it is made of. */
  readonly count: number;
}

/** Gives the services of a file with what they inherit. */
export type Extender = (file: ProjectFile, name: string) => Value | undefined;

/**
 * Lays services over those that they extend, in their file or another one, as the Compose Specification's
 * "extends" says. Services that are not there, and circles, add nothing.
 */
export function createExtender(reader: YamlReader, files: ProjectFiles): Extender {
  const known = new Map<ProjectFile, Map<string, Extended>>();

  function extended(file: ProjectFile, name: string, depth: number): Extended {
    const found = known.get(file) ?? new Map<string, Extended>();
    known.set(file, found);
    const earlier = found.get(name);
    if (earlier !== undefined) return earlier;
    const value = file.services.get(name)?.value;
    const own: Extended = { value, count: 1 };
    // Said before its base is looked for, so that a circle ends here.
    found.set(name, own);
    const base = depth < maximalExtensions ? baseOf(file, value, depth) : undefined;
    if (value === undefined || base?.value === undefined || base.count >= maximalExtensions)
      return own;
    const result: Extended = {
      value: layered('service', base.value, value, reader.isOwn),
      count: base.count + 1,
    };
    found.set(name, result);
    return result;
  }

  function baseOf(
    file: ProjectFile,
    value: Value | undefined,
    depth: number,
  ): Extended | undefined {
    const setting = reader.entries(value).get('extends')?.value;
    if (setting === undefined) return undefined;
    const fields = reader.entries(setting);
    const name = knownString(reader, fields.get('service')?.value ?? setting);
    const holder = fields.has('file')
      ? otherFile(file, knownString(reader, fields.get('file')?.value))
      : file;
    return name === undefined || holder === undefined
      ? undefined
      : extended(holder, name, depth + 1);
  }

  function otherFile(file: ProjectFile, written: string | undefined): ProjectFile | undefined {
    const path = resolvePath(file.folder, written ?? '');
    return path === undefined ? undefined : files.load(path, folderOf(path), file.lookup);
  }

  return (file, name) => extended(file, name, 0).value;
}
