import type { Connection } from 'vscode-languageserver';
import type { KnownRule } from '../settings/policy-reader.ts';
import { readSettings, type Settings } from '../settings/settings.ts';

/** The settings that the client holds, by document, kept until they change. */
export class ClientSettings {
  readonly #connection: Connection;
  readonly #hasConfiguration: boolean;
  readonly #rules: readonly KnownRule[];
  readonly #settings = new Map<string, Promise<Settings>>();
  readonly #loggedProblems = new Set<string>();
  #fallback: unknown;
  #generation = 0;

  /** `fallback` is for clients without `workspace/configuration`. */
  constructor(
    connection: Connection,
    hasConfiguration: boolean,
    rules: readonly KnownRule[],
    fallback: unknown,
  ) {
    this.#connection = connection;
    this.#hasConfiguration = hasConfiguration;
    this.#rules = rules;
    this.#fallback = fallback;
  }

  /** New settings: `raw` for clients that send them, the others are asked again. */
  change(raw: unknown): void {
    if (raw !== undefined && raw !== null) this.#fallback = raw;
    this.#settings.clear();
    this.#loggedProblems.clear();
    this.#generation++;
  }

  forget(uri: string): void {
    this.#settings.delete(uri);
  }

  /** The settings that hold now: those that were replaced while they were on their way are asked for again. */
  async of(uri: string): Promise<Settings> {
    const generation = this.#generation;
    const asked = this.#settings.get(uri) ?? this.#read(uri);
    this.#settings.set(uri, asked);
    const settings = await asked;
    return generation === this.#generation ? settings : this.of(uri);
  }

  /** A section of the editor's settings that is not ours; undefined where the client does not tell. */
  async section(section: string): Promise<unknown> {
    if (!this.#hasConfiguration) return undefined;
    return this.#connection.workspace.getConfiguration({ section }).catch((error: unknown) => {
      this.#warnOnce(`The editor gave no settings \`${section}\`: ${String(error)}`);
    });
  }

  async #read(uri: string): Promise<Settings> {
    const { settings, problems } = readSettings(await this.#raw(uri), this.#rules);
    for (const problem of problems) this.#warnOnce(problem);
    return settings;
  }

  async #raw(uri: string): Promise<unknown> {
    if (!this.#hasConfiguration) return this.#fallback;
    try {
      const section = 'seaworthy';
      const raw: unknown = await this.#connection.workspace.getConfiguration(
        uri === '' ? { section } : { section, scopeUri: uri },
      );
      return raw ?? this.#fallback;
    } catch (error) {
      this.#warnOnce(`The editor gave no settings, so the last known ones hold: ${String(error)}`);
      return this.#fallback;
    }
  }

  /** Each file has settings of its own, mostly with the same problems. */
  #warnOnce(problem: string): void {
    if (this.#loggedProblems.has(problem)) return;
    this.#loggedProblems.add(problem);
    this.#connection.console.warn(problem);
  }
}
