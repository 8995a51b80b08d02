import { readdirSync, statSync, type Dirent } from 'node:fs';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { languageOfName } from '../analysis/languages.ts';
import { ok, type Result } from '../text/result.ts';
import { isForeignFolder } from '../workspace/discovery.ts';
import { reasonOf, unreadable, type FileProblem } from './files.ts';
import { ignoreRulesAbove, ignoreRulesIn, isIgnored, type IgnoreRules } from './gitignore.ts';

/** The path of a file, as the person wrote it or below the folder that was named; or what could not be looked at. */
export type Found = Result<string, FileProblem>;

export interface SearchOptions {
  /** Whether folders are searched without what `.gitignore` names. */
  readonly honoursGitignore: boolean;
  readonly signal: AbortSignal;
}

/** Milliseconds for which nothing else happens in this thread, such as noticing that somebody wants to stop. */
const slice = 10;

/**
 * Finds the files that are named, whatever their names are, and those in named folders and below whose name says what
 * they are; each once, in a stable order. Links are followed when they are named, not when they are found in a folder,
 * and what `.gitignore` names is left out unless it is named. Ends early when the signal says so.
 */
export async function* findSources(
  paths: readonly string[],
  { honoursGitignore, signal }: SearchOptions,
): AsyncGenerator<Found> {
  const seen = new Set<string>();
  let sliceEnd = performance.now() + slice;
  for (const path of paths)
    for (const found of lookAt(path, honoursGitignore)) {
      if (performance.now() > sliceEnd) {
        await setImmediate();
        sliceEnd = performance.now() + slice;
      }
      if (signal.aborted) return;
      if (found === undefined) continue;
      const place = resolve(found.ok ? found.value : found.error.path);
      if (!seen.has(place)) yield found;
      seen.add(place);
    }
}

/** What is found, and undefined now and then, so that others get their turn where there is nothing. */
type Finding = Found | undefined;

function* lookAt(path: string, honoursGitignore: boolean): Generator<Finding> {
  try {
    const stats = statSync(path);
    if (stats.isFile()) yield ok(path);
    else if (!stats.isDirectory()) yield unreadable(path, 'it is neither a file nor a folder');
    else {
      const outer = honoursGitignore ? ignoreRulesAbove(path) : undefined;
      yield* searchFolder({ path, place: resolve(path), outer });
    }
  } catch (error) {
    yield unreadable(path, reasonOf(path, error));
  }
}

interface Folder {
  readonly path: string;
  /** Absolute. */
  readonly place: string;
  /** What holds above it; undefined when nothing is ignored. */
  readonly outer: IgnoreRules | undefined;
}

function* searchFolder({ path, place, outer }: Folder): Generator<Finding> {
  yield undefined;
  const read = entriesOf(path);
  if (!read.ok) {
    yield read;
    return;
  }
  const entries = read.value;
  const has = (name: string): boolean => entries.some((entry) => entry.name === name);
  const rules = outer && ignoreRulesIn(place, outer, has);
  for (const entry of entries) {
    const { name } = entry;
    const isFolder = entry.isDirectory() && !isForeignFolder(name);
    const isSource = entry.isFile() && languageOfName(name) !== undefined;
    if (!isFolder && !isSource) continue;
    const own = { path: join(path, name), place: join(place, name), outer: rules };
    if (rules !== undefined && isIgnored(rules, own.place, isFolder)) continue;
    if (isSource) yield ok(own.path);
    else yield* searchFolder(own);
  }
}

function entriesOf(folder: string): Result<readonly Dirent[], FileProblem> {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return ok(entries.sort((a, b) => (a.name < b.name ? -1 : 1)));
  } catch (error) {
    return unreadable(folder, reasonOf(folder, error));
  }
}
