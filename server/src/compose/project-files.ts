import type { TextPart } from '../model/document-model.ts';
import type { Lookup } from '../model/template.ts';
import type { Files } from '../text/files.ts';
import { layered } from './merge.ts';
import type { Entry, Value } from './yaml.ts';
import type { YamlReader } from './yaml-reader.ts';

/** A Compose file of a project. */
export interface ProjectFile {
  readonly path: string;
  /** What relative paths in it start from, itself relative to the document's folder. */
  readonly folder: string;
  readonly lookup: Lookup;
  readonly root: Value | undefined;
  /** The services as the file itself says them. */
  readonly services: ReadonlyMap<string, Entry>;
}

export interface ProjectFiles {
  /** The file at a path, read when it is asked for the first time; undefined when there is none or there are too many. */
  load(path: string, folder: string, lookup: Lookup): ProjectFile | undefined;
  /** The files read so far other than the document itself, in the order of their text. */
  parts(): readonly TextPart[];
}

/** A project has no more files than this beside the document. */
const maximalParts = 32;

/** Begins with the document, whose path is its name. */
export function openProjectFiles(
  reader: YamlReader,
  document: { readonly text: string; readonly name: string; readonly lookup: Lookup },
  files: Files,
): ProjectFiles {
  const loaded = new Map<string, ProjectFile>();
  const parts: TextPart[] = [];

  function read(path: string, text: string, folder: string, lookup: Lookup): ProjectFile {
    const roots = reader.add(text, lookup);
    const root = layeredRoot(roots, reader);
    const services = reader.entries(reader.entries(root).get('services')?.value);
    const file: ProjectFile = { path, folder, lookup, root, services };
    loaded.set(path, file);
    return file;
  }

  read(document.name, document.text, '', document.lookup);
  return {
    load(path, folder, lookup) {
      const known = loaded.get(path);
      if (known !== undefined || path === '' || parts.length >= maximalParts) return known;
      const text = files.read(path);
      if (text === undefined) return undefined;
      const start = reader.allText().length + 1;
      parts.push({ path, start, end: start + text.length });
      return read(path, text, folder, lookup);
    },
    parts: () => parts,
  };
}

/** The roots of several documents or files as one, the lowest first. */
export function layeredRoot(roots: readonly Value[], { isOwn }: YamlReader): Value | undefined {
  const [first, ...others] = roots;
  return others.reduce<Value | undefined>(
    (lower, upper) => lower && layered('root', lower, upper, isOwn),
    first,
  );
}
