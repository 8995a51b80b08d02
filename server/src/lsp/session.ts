import type { Connection, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { languageOf } from '../analysis/languages.ts';
import { analyze, type Report } from '../analysis/report.ts';
import type { RegistryBar } from '../analysis/sentences.ts';
import type { Language } from '../model/document-model.ts';
import type { DigestResolver } from '../registry/digest-resolver.ts';
import type { Rule } from '../rules/rule.ts';
import { readSettings, type RegistrySettings, type Settings } from '../settings/settings.ts';
import { createLineIndex, type LineIndex } from '../text/line-index.ts';
import { inBackground } from './background.ts';
import type { Capabilities } from './capabilities.ts';
import { statusNotification, type InitializationOptions, type StatusParams } from './protocol.ts';
import { barredStatus, readyStatus, statusAfter } from './status.ts';

/** What the server needs from outside; made in `main-lsp.ts`. */
export interface Ports {
  readonly rules: readonly Rule[];
  /** Called when a person first asks for a digest. */
  createResolver(
    settings: RegistrySettings,
    log: (line: string) => void,
  ): DigestResolver | Promise<DigestResolver>;
}

/** A document as it was at one moment, with what is said of it; nothing about it changes any more. */
export interface Snapshot {
  readonly uri: string;
  readonly version: number;
  readonly report: Report;
  readonly lines: LineIndex;
  /** Given once: another text and other settings have another one, even when a file is opened again. */
  readonly resultId: string;
}

/** What the server knows of one client while it is connected. */
export class Session {
  readonly connection: Connection;
  readonly capabilities: Capabilities;
  readonly #documents: TextDocuments<TextDocument>;
  readonly #ports: Ports;
  readonly #wantsStatus: boolean;
  readonly #settings = new Map<string, Promise<Settings>>();
  readonly #snapshots = new Map<string, Snapshot>();
  readonly #loggedProblems = new Set<string>();
  #generation = 0;
  #analyses = 0;
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
    if (this.#openDocument(uri) === undefined) return undefined;
    const settings = await this.#settingsFor(uri);
    // Asked again, as it may have been closed or opened anew while the settings were on their way.
    const opened = this.#openDocument(uri);
    if (opened === undefined) return undefined;

    const { document, language } = opened;
    const { version } = document;
    const known = this.#snapshots.get(uri);
    if (known?.version === version) return known;
    const text = document.getText();
    const report = analyze({ text, language }, settings, this.#ports.rules);
    const resultId = String(++this.#analyses);
    const snapshot = { uri, version, report, lines: createLineIndex(text), resultId };
    this.#snapshots.set(uri, snapshot);
    return snapshot;
  }

  /** Whether the document still is what the snapshot shows; versions alone repeat when a file is opened again. */
  isCurrent({ uri, version, report }: Snapshot): boolean {
    const document = this.#documents.get(uri);
    return document?.version === version && document.getText() === report.source.text;
  }

  /** Whether the rule of that diagnostic code is content with a digest. */
  isSettledByPin(code: unknown): boolean {
    return this.#ports.rules.some(({ id, meta }) => id === code && meta.isSettledByPin);
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
    this.#snapshots.clear();
    this.#loggedProblems.clear();
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
    this.#resolver ??= this.#settingsFor('').then(async ({ registry }) =>
      this.#observed(
        await this.#ports.createResolver(registry, (line) => {
          this.connection.console.info(line);
        }),
      ),
    );
    return this.#resolver;
  }

  /** Tells a client that wants to know whether registries can be asked. */
  async reportStatus(): Promise<void> {
    if (!this.#wantsStatus) return;
    const bar = await this.registryBar();
    this.#setStatus(bar === undefined ? readyStatus : barredStatus(bar));
  }

  #openDocument(uri: string): { document: TextDocument; language: Language } | undefined {
    const document = this.#documents.get(uri);
    const language = document && languageOf(document.languageId, pathOf(uri));
    return language && { document, language };
  }

  /** The settings that hold now: those that were replaced while they were on their way are asked for again. */
  async #settingsFor(uri: string): Promise<Settings> {
    const generation = this.#generation;
    const asked = this.#settings.get(uri) ?? this.#readSettings(uri);
    this.#settings.set(uri, asked);
    const settings = await asked;
    return generation === this.#generation ? settings : this.#settingsFor(uri);
  }

  async #readSettings(uri: string): Promise<Settings> {
    const raw = await this.#rawSettings(uri);
    const { settings, problems } = readSettings(
      raw,
      this.#ports.rules.map(({ id }) => id),
    );
    for (const problem of problems) this.#warnOnce(problem);
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
      this.#warnOnce(`The editor gave no settings, so the last known ones hold: ${String(error)}`);
      return this.#fallbackSettings;
    }
  }

  /** Each file has settings of its own, mostly with the same problems. */
  #warnOnce(problem: string): void {
    if (this.#loggedProblems.has(problem)) return;
    this.#loggedProblems.add(problem);
    this.connection.console.warn(problem);
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
    inBackground(this.connection, this.connection.sendNotification(statusNotification, status));
  }
}

/** The path of a URI (RFC 3986, 3), for its file name; the scheme does not matter. */
function pathOf(uri: string): string {
  const path = uri.replace(/^[a-z][a-z\d+.-]*:/i, '').replace(/[?#].*$/s, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
