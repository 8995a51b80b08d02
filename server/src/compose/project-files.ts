import type { TextPart } from '../model/document-model.ts';
import type { Lookup } from '../model/template.ts';
import type { Files } from '../text/files.ts';
import { readEnvironment, type PlacedText } from './environment.ts';
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
  readonly document: ProjectFile;
  /** The file at a path, read when it is asked for the first time; undefined when there is none or there are too many. */
  load(path: string, folder: string, lookup: Lookup): ProjectFile | undefined;
  /** The variables that environment files set, each over those before it and `outer` over them all. */
  loadEnvironment(paths: readonly string[], outer: Lookup): Lookup;
  /** The files read so far other than the document itself, in the order of their text. */
  parts(): readonly TextPart[];
}

/** A project has no more files of a kind than this beside the document. */
const maximalParts = 32;

/** Begins with the document, whose path is its name, and the variables of the `.env` beside it. */
export function openProjectFiles(
  reader: YamlReader,
  document: { readonly text: string; readonly name: string },
  files: Files,
): ProjectFiles {
  const loaded = new Map<string, ProjectFile>();
  const environments = new Map<string, PlacedText>();
  const parts: TextPart[] = [];

  function place(path: string, kind: TextPart['kind']): PlacedText | undefined {
    const isFull = parts.filter((part) => part.kind === kind).length >= maximalParts;
    const text = isFull || path === '' ? undefined : files.read(path);
    if (text === undefined) return undefined;
    const start = reader.place(text);
    parts.push({ kind, path, start, end: start + text.length });
    return { text, start };
  }

  function read(
    path: string,
    { text, start }: PlacedText,
    folder: string,
    lookup: Lookup,
  ): ProjectFile {
    const roots = reader.read(text, start, lookup);
    const root = layeredRoot(roots, reader);
    const services = reader.entries(reader.entries(root).get('services')?.value);
    const file: ProjectFile = { path, folder, lookup, root, services };
    loaded.set(path, file);
    return file;
  }

  function environment(path: string): PlacedText | undefined {
    const found = environments.get(path) ?? place(path, 'environment');
    if (found !== undefined) environments.set(path, found);
    return found;
  }

  function loadEnvironment(paths: readonly string[], outer: Lookup): Lookup {
    const texts = paths.map(environment).filter((text) => text !== undefined);
    return readEnvironment(texts, outer);
  }

  const { text, name } = document;
  const placed = { text, start: reader.place(text) };
  return {
    document: read(name, placed, '', loadEnvironment(['.env'], nothingSet)),
    load(path, folder, lookup) {
      const known = loaded.get(path);
      if (known !== undefined) return known;
      const found = place(path, 'compose');
      return found && read(path, found, folder, lookup);
    },
    loadEnvironment,
    parts: () => parts,
  };
}

function nothingSet(): undefined {
  return undefined;
}

/** The roots of several documents or files as one, the lowest first. */
export function layeredRoot(roots: readonly Value[], { isOwn }: YamlReader): Value | undefined {
  const [first, ...others] = roots;
  return others.reduce<Value | undefined>(
    (lower, upper) => lower && layered('root', lower, upper, isOwn),
    first,
  );
}
