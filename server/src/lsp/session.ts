import type { Connection, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { languageOf } from '../analysis/languages.ts';
import {
  analyze,
  type AnalysisOptions,
  type Report,
  type RuleFailure,
} from '../analysis/report.ts';
import { explainRuleFailure } from '../analysis/sentences.ts';
import type { Language } from '../model/document-model.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { ResolvedDigest } from '../registry/digest-resolver.ts';
import { OfficialTags } from '../rules/official-tags.ts';
import type { Rule } from '../rules/rule.ts';
import { knownRule } from '../analysis/levels.ts';
import { isConfigPath, readConfig, type ConfigProblem } from '../settings/config-file.ts';
import type { TrustSettings } from '../settings/inspection-settings.ts';
import { defaultPolicy, withLayer } from '../settings/policy.ts';
import type { KnownRule } from '../settings/policy-reader.ts';
import type { Settings } from '../settings/settings.ts';
import { createLineIndex, type LineIndex } from '../text/line-index.ts';
import { logLine } from './background.ts';
import type { Capabilities } from './capabilities.ts';
import { ClientSettings } from './client-settings.ts';
import { ImageMemory } from './image-memory.ts';
import { Inspections } from './inspections.ts';
import { PinMemory } from './pin-memory.ts';
import type { InitializationOptions } from './protocol.ts';
import type { Ports } from './ports.ts';
import { Registries } from './registries.ts';
import { TagWishes } from './tag-wishes.ts';
import type { FoundFiles } from '../workspace/discovery.ts';
import { pathOf, uriKey } from '../workspace/uri.ts';
import {
  maximalRounds,
  pathInConfiguration,
  Workspace,
  type Reads,
  type View,
} from '../workspace/workspace.ts';

/** A text with what is said of it; nothing about it changes any more. */
export interface Inspection {
  readonly uri: string;
  readonly report: Report;
  /** What the report was made with. */
  readonly options: AnalysisOptions;
  /** What the person has set for this document. */
  readonly settings: Settings;
  readonly lines: LineIndex;
  /** The files that the report depends on. */
  readonly reads: Reads;
}

/** An open document as it was at one moment. */
export interface Snapshot extends Inspection {
  readonly version: number;
  /** Given once: another text and other settings have another one, even when a file is opened again. */
  readonly resultId: string;
}

/** A file as the person has it: what the editor shows where it is open, else what is on disk. */
export interface FileText {
  readonly uri: string;
  /** Empty where only the name tells the language. */
  readonly languageId: string;
  /** The editor's; null for a file that is not open. */
  readonly version: number | null;
  readonly text: string;
}

/** A configuration file as it is now, with what cannot be used of it. */
export interface ConfigSnapshot {
  readonly lines: LineIndex;
  readonly problems: readonly ConfigProblem[];
}

interface OpenDocument {
  readonly document: TextDocument;
  readonly language: Language;
}

/** What the server knows of one client while it is connected. */
export class Session {
  readonly connection: Connection;
  readonly capabilities: Capabilities;
  readonly registries: Registries;
  readonly pins: PinMemory;
  readonly images: ImageMemory;
  readonly inspections: Inspections;
  /** The list of official images, of which each is read once. */
  readonly officialTags = new OfficialTags();
  readonly tagWishes = new TagWishes();
  readonly #documents: TextDocuments<TextDocument>;
  readonly #ports: Ports;
  readonly #settings: ClientSettings;
  readonly #workspace: Workspace;
  readonly #knownRules: readonly KnownRule[];
  readonly #snapshots = new Map<string, Snapshot>();
  readonly #loggedFailures = new Set<string>();
  #analyses = 0;
  #hasDockerChecks: boolean;

  constructor(
    connection: Connection,
    documents: TextDocuments<TextDocument>,
    ports: Ports,
    capabilities: Capabilities,
    options: InitializationOptions,
    roots: readonly string[],
  ) {
    this.connection = connection;
    this.capabilities = capabilities;
    this.#documents = documents;
    this.#ports = ports;
    this.#knownRules = ports.rules.map(knownRule);
    this.#settings = new ClientSettings(
      connection,
      capabilities.hasConfiguration,
      this.#knownRules,
      options.settings,
    );
    this.#workspace = new Workspace(
      ports.files,
      (uri) => documents.get(uri)?.getText(),
      this.#knownRules,
      roots,
    );
    this.#hasDockerChecks = options.hasDockerChecks === true;
    this.registries = new Registries(connection, this.#settings, ports.createRegistry, options);
    const log = (line: string): void => {
      logLine(connection, line);
    };
    const now = (): number => ports.now();
    this.pins = new PinMemory({ open: () => ports.openPinKnowledge(log), now });
    this.images = new ImageMemory({ open: () => ports.openImageKnowledge(log), now });
    const { registries, images } = this;
    const settings = this.#settings;
    this.inspections = new Inspections({ ports, settings, registries, images, log });
    for (const memory of [this.pins, this.images]) memory.listen(() => this.#snapshots.clear());
  }

  /** The document as it is now with its report; undefined when it is not open or not one of our languages. */
  async snapshot(uri: string): Promise<Snapshot | undefined> {
    if (this.#openDocument(uri) === undefined) return undefined;
    for (let round = 1; ; round++) {
      const { settings, trust } = await this.inspections.settingsFor(uri);
      // Asked again, as it may have been closed or opened anew while other things were on their way.
      const opened = this.#openDocument(uri);
      if (opened === undefined) return undefined;
      const known = this.#snapshots.get(uri);
      if (known?.version === opened.document.version && this.#workspace.isCurrent(known.reads))
        return known;
      const view = this.#workspace.viewOf(uri);
      // The configuration is there before the first analysis, which would be in vain without it.
      const { version } = opened.document;
      const text = opened.document.getText();
      const inspection =
        view.missing.size > 0 && round < maximalRounds
          ? undefined
          : this.#analyze(uri, text, opened.language, settings, view, trust);
      const isMissing = this.pins.isMissing || this.images.isMissing;
      const isComplete = view.missing.size === 0 && !isMissing;
      if (inspection !== undefined && (isComplete || round >= maximalRounds)) {
        const snapshot = { ...inspection, version, resultId: String(++this.#analyses) };
        this.#snapshots.set(uri, snapshot);
        return snapshot;
      }
      await Promise.all([this.#workspace.load(view.missing), this.pins.load(), this.images.load()]);
    }
  }

  /**
   * A text that need not be open with what it says of images; undefined when it is not one of our languages. No
   * rule judges it, so the report has no findings.
   */
  async inspect({ uri, languageId, text }: FileText): Promise<Inspection | undefined> {
    const language = languageOf(languageId, pathOf(uri));
    if (language === undefined) return undefined;
    const settings = await this.#settings.of(uri);
    if (this.#openDocument(uri) === undefined) this.#settings.forget(uri);
    return this.#workspace.settle(uri, (view) =>
      this.#analyze(uri, text, language, settings, view, { signers: [] }, []),
    );
  }

  #analyze(
    uri: string,
    text: string,
    language: Language,
    settings: Settings,
    { configuration, surroundings, reads }: View,
    trust: Pick<TrustSettings, 'signers'>,
    rules = this.#ports.rules,
  ): Inspection {
    const policy = withLayer(withLayer(defaultPolicy, settings.policy), configuration.layer);
    const options: AnalysisOptions = {
      rules,
      policy,
      surroundings,
      today: this.#ports.today(),
      defersToBuildKit: this.#defersToDocker(settings),
      pinFacts: this.pins.factsOf,
      imageFacts: this.images.factsFor(policy.require, trust),
    };
    const path = pathInConfiguration(uri, configuration);
    const report = analyze({ text, language, path, location: pathOf(uri) }, options);
    for (const failure of report.failures) this.#logFailure(failure);
    return { uri, report, options, settings, reads, lines: createLineIndex(text) };
  }

  #defersToDocker({ deferToDocker }: Settings): boolean {
    return deferToDocker === 'always' || (deferToDocker === 'auto' && this.#hasDockerChecks);
  }

  /** A configuration file that is open; undefined for every other document. */
  configSnapshot(uri: string): ConfigSnapshot | undefined {
    const document = isConfigPath(pathOf(uri)) ? this.#documents.get(uri) : undefined;
    if (document === undefined) return undefined;
    const text = document.getText();
    return { lines: createLineIndex(text), problems: readConfig(text, this.#knownRules).problems };
  }

  /** The open documents whose reports depend on a file. */
  dependentsOf(uri: string): readonly string[] {
    return [...this.#snapshots.values()]
      .filter((snapshot) => snapshot.uri !== uri && snapshot.reads.has(uri))
      .map((snapshot) => snapshot.uri);
  }

  filesChanged(uris: readonly string[]): void {
    this.#workspace.forget(uris);
  }

  rootsChanged(added: readonly string[], removed: readonly string[]): void {
    this.#workspace.changeRoots(added, removed);
    this.#snapshots.clear();
  }

  changeDockerChecks(hasDockerChecks: boolean): void {
    this.#hasDockerChecks = hasDockerChecks;
    this.#snapshots.clear();
  }

  /** Whether the document still is what the snapshot shows; versions alone repeat when a file is opened again. */
  isCurrent({ uri, version, report }: Snapshot): boolean {
    const document = this.#documents.get(uri);
    return document?.version === version && document.getText() === report.source.text;
  }

  /** A document as the editor shows it, however its URI is escaped; undefined when it is not open. */
  openText(uri: string): FileText | undefined {
    const document =
      this.#documents.get(uri) ??
      this.#documents.all().find((other) => uriKey(other.uri) === uriKey(uri));
    if (document === undefined) return undefined;
    const { languageId, version } = document;
    return { uri: document.uri, languageId, version, text: document.getText() };
  }

  /** A file as it is on disk now; undefined when it is not there or cannot be read. */
  readFile(uri: string): Promise<string | undefined> {
    return this.#ports.files.read(uri);
  }

  /** Dockerfiles and Compose files in the folders of the workspace, at most `limit`. */
  async findDocuments(limit: number): Promise<FoundFiles> {
    const found: FoundFiles[] = [];
    for (const root of this.roots) found.push(await this.#ports.files.findDocuments(root, limit));
    const uris = [...new Set(found.flatMap((each) => each.uris))];
    const isPartial = uris.length > limit || found.some((each) => each.isPartial);
    return { uris: uris.slice(0, limit), isPartial };
  }

  /** The folders of the workspace, by URI. */
  get roots(): readonly string[] {
    return this.#workspace.roots;
  }

  /** The rule of a diagnostic code. */
  rule(code: unknown): Rule | undefined {
    return this.#ports.rules.find(({ id }) => id === code);
  }

  openUris(): readonly string[] {
    return this.#documents.keys();
  }

  forget(uri: string): void {
    this.#settings.forget(uri);
    this.#snapshots.delete(uri);
  }

  /** New settings: `raw` for clients that send them, the others are asked again. */
  changeSettings(raw: unknown): void {
    this.#settings.change(raw);
    this.#snapshots.clear();
    this.registries.reset();
    this.inspections.reset();
  }

  get progressDelay(): number {
    return this.#ports.progressDelay;
  }

  now(): number {
    return this.#ports.now();
  }

  /** What is remembered of an image since its registry was last asked; nobody is asked now. */
  recall(reference: ImageReference): Promise<ResolvedDigest | undefined> {
    return this.#ports.recall(reference);
  }

  #openDocument(uri: string): OpenDocument | undefined {
    const document = this.#documents.get(uri);
    const language = document && languageOf(document.languageId, pathOf(uri));
    return language && { document, language };
  }

  /** A rule that breaks on one text will break on its next version too. */
  #logFailure(failure: RuleFailure): void {
    if (this.#loggedFailures.has(failure.rule)) return;
    this.#loggedFailures.add(failure.rule);
    this.connection.console.error(explainRuleFailure(failure));
  }
}
