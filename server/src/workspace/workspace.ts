import type { Surroundings } from '../analysis/surroundings.ts';
import { configNames, readConfig, type ConfigProblem } from '../settings/config-file.ts';
import type { KnownRule } from '../settings/policy-reader.ts';
import type { PolicyLayer } from '../settings/policy.ts';
import type { FoundFiles } from './discovery.ts';
import { filePathOf, folderOf, isWithin, relativeTo, siblingUri } from './uri.ts';

/** How the server reads files that are not open; `undefined` is a file that is not there or cannot be read. */
export interface FileSystem {
  read(uri: string): Promise<string | undefined>;
  /** Files in a folder and below, by relative path, whose names look like those of secrets; bounded in depth and number. */
  secretFiles(folderUri: string): Promise<readonly string[] | undefined>;
  /** Dockerfiles and Compose files in a folder and below, by their names, without what others wrote; at most `limit`. */
  findDocuments(folderUri: string, limit: number): Promise<FoundFiles>;
  /** The same at once, where there is nobody to answer meanwhile: then nothing is ever missing, and each text is analysed once. */
  readonly now?: PromptFiles;
}

/** Files that are read while the caller waits; `undefined` as in `FileSystem`. */
export interface PromptFiles {
  read(uri: string): string | undefined;
  secretFiles(folderUri: string): readonly string[] | undefined;
}

/** What was read for one analysis, so that it can be told whether it still holds. */
export type Reads = ReadonlyMap<string, unknown>;

export interface Configuration {
  /** The folder of the configuration file or of the workspace: what globs are relative to. */
  readonly root: string;
  readonly layer: PolicyLayer;
  /** The file that was found, with what cannot be used of it. */
  readonly file: ConfigurationFile | undefined;
}

export interface ConfigurationFile {
  readonly uri: string;
  readonly text: string;
  readonly problems: readonly ConfigProblem[];
}

/** One analysis' view of the files: what it asked for, and what was not known yet. */
export interface View {
  readonly surroundings: Surroundings;
  readonly configuration: Configuration;
  readonly reads: Reads;
  readonly missing: ReadonlySet<string>;
}

/** Each round reads what the one before found missing; includes of includes take several. */
export const maximalRounds = 16;

/** Folders above a document that are looked into for a configuration. */
const maximalDepth = 32;
const secretsPrefix = 'secrets:';

/**
 * The files around open documents, inside the folders of the workspace. Asked synchronously, it answers
 * from what is open or was read before; the rest is loaded when a view says that it was missing.
 */
export class Workspace {
  readonly #files: FileSystem;
  readonly #openText: (uri: string) => string | undefined;
  readonly #rules: readonly KnownRule[];
  readonly #loaded = new Map<string, unknown>();
  readonly #lastValid = new Map<string, PolicyLayer>();
  #roots: readonly string[];

  constructor(
    files: FileSystem,
    openText: (uri: string) => string | undefined,
    rules: readonly KnownRule[],
    roots: readonly string[],
  ) {
    this.#files = files;
    this.#openText = openText;
    this.#rules = rules;
    this.#roots = roots;
  }

  /** The workspace's folders, by URI. */
  get roots(): readonly string[] {
    return this.#roots;
  }

  changeRoots(added: readonly string[], removed: readonly string[]): void {
    this.#roots = [...this.#roots.filter((root) => !removed.includes(root)), ...added];
  }

  /** Files that changed on disk are read anew. Which files a folder has is asked again as well. */
  forget(uris: readonly string[]): void {
    for (const uri of uris) this.#loaded.delete(uri);
    for (const key of this.#loaded.keys())
      if (key.startsWith(secretsPrefix)) this.#loaded.delete(key);
  }

  forgetAll(): void {
    this.#loaded.clear();
  }

  viewOf(uri: string): View {
    const reads = new Map<string, unknown>();
    const missing = new Set<string>();
    const root = this.#roots.find((folder) => isWithin(uri, folder)) ?? folderOf(uri);
    const ask = (key: string): unknown => {
      const known = this.#known(key);
      if (known === unknown) missing.add(key);
      const value = known === unknown ? undefined : known;
      reads.set(key, value);
      return value;
    };
    const readText = (target: string | undefined): string | undefined => {
      if (target === undefined || !isWithin(target, root)) return undefined;
      const text = ask(target);
      return typeof text === 'string' ? text : undefined;
    };
    return {
      reads,
      missing,
      configuration: this.#configurationOf(uri, root, readText),
      surroundings: {
        read: (path) => readText(siblingUri(uri, path)),
        secretFiles: () =>
          siblingUri(uri, '.') === undefined
            ? undefined
            : (ask(secretsPrefix + folderOf(uri)) as readonly string[] | undefined),
      },
    };
  }

  /** Repeats an analysis until it has everything that it asks for. */
  async settle<T>(uri: string, analyze: (view: View) => T): Promise<T> {
    for (let round = 1; ; round++) {
      const view = this.viewOf(uri);
      const isKnown = view.missing.size === 0;
      const result = isKnown || round >= maximalRounds ? analyze(view) : undefined;
      if (result !== undefined && (view.missing.size === 0 || round >= maximalRounds))
        return result;
      await this.load(view.missing);
    }
  }

  /** Reads what a view found missing. */
  async load(keys: Iterable<string>): Promise<void> {
    await Promise.all(
      [...keys].map(async (key) => {
        const value = key.startsWith(secretsPrefix)
          ? await this.#files.secretFiles(key.slice(secretsPrefix.length))
          : await this.#files.read(key);
        this.#loaded.set(key, value);
      }),
    );
  }

  /** Whether everything that was read still says the same. */
  isCurrent(reads: Reads): boolean {
    for (const [key, value] of reads) if (this.#known(key) !== value) return false;
    return true;
  }

  #known(key: string): unknown {
    const open = this.#openText(key);
    if (open !== undefined) return open;
    if (this.#loaded.has(key)) return this.#loaded.get(key);
    const { now } = this.#files;
    if (now === undefined) return unknown;
    const value = key.startsWith(secretsPrefix)
      ? now.secretFiles(key.slice(secretsPrefix.length))
      : now.read(key);
    this.#loaded.set(key, value);
    return value;
  }

  /** The nearest configuration upwards; where it is broken, the last one of it that was not. */
  #configurationOf(
    uri: string,
    root: string,
    readText: (uri: string) => string | undefined,
  ): Configuration {
    let folder = folderOf(uri);
    for (let depth = 0; depth < maximalDepth && `${folder}/`.length > root.length; depth++) {
      for (const name of configNames) {
        const config = `${folder}/${name}`;
        const text = readText(config);
        if (text !== undefined) return this.#readConfiguration(config, folder, text);
      }
      folder = folderOf(folder);
    }
    return { root, layer: {}, file: undefined };
  }

  #readConfiguration(uri: string, root: string, text: string): Configuration {
    const { layer, problems } = readConfig(text, this.#rules, filePathOf(folderOf(uri)));
    if (layer !== undefined) this.#lastValid.set(uri, layer);
    return {
      root,
      layer: layer ?? this.#lastValid.get(uri) ?? {},
      file: { uri, text, problems },
    };
  }
}

const unknown = Symbol('not read yet');

/** The path by which a configuration's globs know a document. */
export function pathInConfiguration(uri: string, { root }: Configuration): string {
  return isWithin(uri, root) ? relativeTo(uri, root) : (uri.split('/').at(-1) ?? uri);
}
