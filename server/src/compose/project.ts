import type { SyntaxProblem, TextPart } from '../model/document-model.ts';
import type { Lookup } from '../model/template.ts';
import { fileNameOf, folderOf, resolvePath, type Files } from '../text/files.ts';
import { createExtender, type Extender } from './extends.ts';
import { inclusionsOf, type Inclusion } from './include.ts';
import { mergeEntry } from './merge.ts';
import {
  layeredRoot,
  openProjectFiles,
  type ProjectFile,
  type ProjectFiles,
} from './project-files.ts';
import { mergedFiles } from './siblings.ts';
import type { Entry, Value, YamlDocument } from './yaml.ts';
import { createYamlReader, type YamlReader } from './yaml-reader.ts';

/** A Compose file with all that Compose reads together with it. */
export interface Project {
  /** What the files say together. */
  readonly yaml: YamlDocument;
  /** The services of all files by name, laid over those that they extend; those of the document first. */
  readonly services: ReadonlyMap<string, Entry>;
  /** The text of the document, and behind it, each after a line end, those of `parts`: spans are of this. */
  readonly text: string;
  readonly parts: readonly TextPart[];
  readonly syntaxProblem: SyntaxProblem | undefined;
}

/**
 * Reads a Compose file as Compose does: merged with its override, over the services that it extends, together
 * with what it includes, with the variables of `.env`. What `files` does not know counts as not there.
 */
export function readProject(text: string, path: string, files: Files): Project {
  const reader = createYamlReader();
  const name = fileNameOf(path);
  const projectFiles = openProjectFiles(reader, { text, name }, files);
  const { lookup } = projectFiles.document;
  const paths = mergedFiles(name, lookup, files);
  const read = readModels({ paths, folder: '', lookup }, reader, projectFiles);
  const root = layeredRoot(rootsOf(read), reader);
  const services = servicesIn(read, createExtender(reader, projectFiles), reader);
  return {
    yaml: { ...reader, root },
    services,
    // Services bring in the last files.
    text: reader.allText(),
    parts: projectFiles.parts(),
    syntaxProblem: reader.problem(),
  };
}

/** Files that are merged with each other and share their folder and variables. */
interface Model {
  readonly paths: readonly string[];
  readonly folder: string;
  readonly lookup: Lookup;
}

/** The files of a model and of all that it includes, the lowest first; each counts where it is met first. */
function readModels(
  main: Model,
  reader: YamlReader,
  projectFiles: ProjectFiles,
): readonly ProjectFile[] {
  const groups: (readonly ProjectFile[])[] = [];
  const met = new Set<ProjectFile>();
  const pending = [main];
  // What is included is added behind and read in its turn.
  for (const model of pending) {
    const group = model.paths
      .map((path) => projectFiles.load(path, model.folder, model.lookup))
      .filter((file) => file !== undefined)
      .filter((file) => !met.has(file));
    for (const file of group) met.add(file);
    groups.push(group);
    for (const inclusion of inclusionsOf(reader, layeredRoot(rootsOf(group), reader)))
      pending.push(includedModel(inclusion, model, projectFiles));
  }
  return groups.reverse().flat();
}

/** Compose Specification, "Include": its own folder and variables, over which those of the including model count. */
function includedModel(
  inclusion: Inclusion,
  { folder, lookup }: Model,
  projectFiles: ProjectFiles,
): Model {
  const resolve = (paths: readonly string[]): readonly string[] =>
    paths.map((path) => resolvePath(folder, path)).filter((path) => path !== undefined);
  const paths = resolve(inclusion.paths);
  const directory =
    inclusion.directory === undefined ? undefined : resolvePath(folder, inclusion.directory);
  const own = directory ?? folderOf(paths[0] ?? '');
  const environmentFiles =
    inclusion.environmentFiles === undefined
      ? [resolvePath(own, '.env') ?? '']
      : resolve(inclusion.environmentFiles);
  return { paths, folder: own, lookup: projectFiles.loadEnvironment(environmentFiles, lookup) };
}

function rootsOf(files: readonly ProjectFile[]): readonly Value[] {
  return files.map(({ root }) => root).filter((root) => root !== undefined);
}

/** Services are laid over those that they extend file by file, before the files are merged. */
function servicesIn(
  files: readonly ProjectFile[],
  extend: Extender,
  { isOwn }: YamlReader,
): ReadonlyMap<string, Entry> {
  const services = new Map<string, Entry>();
  for (const file of files)
    for (const [name, entry] of file.services) {
      const value = extend(file, name);
      const upper = value === entry.value ? entry : { ...entry, value };
      const lower = services.get(name);
      services.set(name, lower ? mergeEntry('services', name, lower, upper, isOwn) : upper);
    }
  if (files.length < 2) return services;
  return new Map([...services].sort(([, a], [, b]) => a.keySpan.start - b.keySpan.start));
}
