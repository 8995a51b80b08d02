import type { Connection, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { languageOf } from '../analysis/languages.ts';
import { analyze, type Report } from '../analysis/report.ts';
import type { RegistryBar } from '../analysis/sentences.ts';
import type { DigestResolver } from '../registry/digest-resolver.ts';
import type { Rule } from '../rules/rule.ts';
import { readSettings, type RegistrySettings, type Settings } from '../settings/settings.ts';
import { createLineIndex, type LineIndex } from '../text/line-index.ts';
import type { Capabilities } from './capabilities.ts';
import { statusNotification, type InitializationOptions, type StatusParams } from './protocol.ts';
import { barredStatus, readyStatus, statusAfter } from './status.ts';

/** What the server needs from outside; made in `main-lsp.ts`. */
export interface Ports {
  readonly rules: readonly Rule[];
  createResolver(settings: RegistrySettings, log: (line: string) => void): DigestResolver;
}

/** A document as it was at one moment, with what is said of it; nothing about it changes any more. */
export interface Snapshot {
  readonly uri: string;
  readonly version: number;
  readonly report: Report;
  readonly lines: LineIndex;
  /** Tells two states of diagnostics apart: document version and generation of the settings. */
  readonly resultId: string;
}

/** The one place for what changes while a client is connected. */
export class Session {
  readonly connection: Connection;
  readonly capabilities: Capabilities;
  readonly #documents: TextDocuments<TextDocument>;
  readonly #ports: Ports;
  readonly #wantsStatus: boolean;
  readonly #settings = new Map<string, Promise<Settings>>();
  readonly #snapshots = new Map<string, Snapshot>();
  #generation = 0;
  #fallbackSettings: unknown;
  #isTrusted: boolean;
  #resolver: Promise<DigestResolver> | undefined;
  #status: StatusParams | undefined;

  constructor(
    connection: Connection,
    documents: TextDocuments<TextDocument>,
    ports: Ports,
    capabilities: Capabilities,
    options: InitializationOptions,
  ) {
    this.connection = connection;
    this.capabilities = capabilities;
    this.#documents = documents;
    this.#ports = ports;
    this.#fallbackSettings = options.settings;
    this.#isTrusted = options.isTrusted !== false;
    this.#wantsStatus = options.wantsStatus === true;
  }

  /** The document as it is now with its report; undefined when it is not open or not one of our languages. */
  async snapshot(uri: string): Promise<Snapshot | undefined> {
    const settings = await this.#settingsFor(uri);
    const document = this.#documents.get(uri);
    if (document === undefined) return undefined;
    const language = languageOf(document.languageId, pathOf(uri));
    if (language === undefined) return undefined;

    const resultId = `${String(document.version)}.${String(this.#generation)}`;
    const known = this.#snapshots.get(uri);
    if (known?.resultId === resultId) return known;
    const text = document.getText();
    const report = analyze({ text, language }, settings, this.#ports.rules);
    const { version } = document;
    const snapshot = { uri, version, report, lines: createLineIndex(text), resultId };
    this.#snapshots.set(uri, snapshot);
    return snapshot;
  }

  /** Whether the document still is what the snapshot shows. */
  isCurrent({ uri, version }: Pick<Snapshot, 'uri' | 'version'>): boolean {
    return this.#documents.get(uri)?.version === version;
  }

  openUris(): readonly string[] {
    return this.#documents.keys();
  }

  forget(uri: string): void {
    this.#settings.delete(uri);
    this.#snapshots.delete(uri);
  }

  /** New settings: `raw` for clients that send them, the others are asked again. */
  changeSettings(raw: unknown): void {
    if (raw !== undefined && raw !== null) this.#fallbackSettings = raw;
    this.#settings.clear();
    this.#resolver = undefined;
    this.#generation++;
  }

  grantTrust(): void {
    this.#isTrusted = true;
  }

  /** Why registries may not be asked, if so. */
  async registryBar(): Promise<RegistryBar | undefined> {
    if (!this.#isTrusted) return 'untrusted-workspace';
    const { registry } = await this.#settingsFor('');
    return registry.isEnabled ? undefined : 'disabled';
  }

  async digests(): Promise<DigestResolver> {
    this.#resolver ??= this.#settingsFor('').then(({ registry }) =>
      this.#observed(
        this.#ports.createResolver(registry, (line) => {
          this.connection.console.info(line);
        }),
      ),
    );
    return this.#resolver;
  }

  async reportStatus(): Promise<void> {
    const bar = await this.registryBar();
    this.#setStatus(bar === undefined ? readyStatus : barredStatus(bar));
  }

  #settingsFor(uri: string): Promise<Settings> {
    const known = this.#settings.get(uri);
    if (known !== undefined) return known;
    const settings = this.#readSettings(uri);
    this.#settings.set(uri, settings);
    return settings;
  }

  async #readSettings(uri: string): Promise<Settings> {
    const raw = await this.#rawSettings(uri);
    const { settings, problems } = readSettings(
      raw,
      this.#ports.rules.map(({ id }) => id),
    );
    for (const problem of problems) this.connection.console.warn(problem);
    return settings;
  }

  async #rawSettings(uri: string): Promise<unknown> {
    if (!this.capabilities.hasConfiguration) return this.#fallbackSettings;
    try {
      const section = 'seaworthy';
      const raw: unknown = await this.connection.workspace.getConfiguration(
        uri === '' ? { section } : { section, scopeUri: uri },
      );
      return raw ?? this.#fallbackSettings;
    } catch (error) {
      this.connection.console.warn(`The client gave no settings: ${String(error)}`);
      return this.#fallbackSettings;
    }
  }

  #observed(resolver: DigestResolver): DigestResolver {
    return {
      resolve: async (reference, signal) => {
        const answer = await resolver.resolve(reference, signal);
        const status = answer.ok ? readyStatus : statusAfter(answer.error);
        if (status !== undefined) this.#setStatus(status);
        return answer;
      },
    };
  }

  #setStatus(status: StatusParams): void {
    if (!this.#wantsStatus || this.#status?.detail === status.detail) return;
    this.#status = status;
    void this.connection.sendNotification(statusNotification, status);
  }
}

/** The path of a URI, for its file name; the scheme does not matter. */
function pathOf(uri: string): string {
  const path = uri.replace(/[?#].*$/s, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
