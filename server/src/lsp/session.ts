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
import type { DigestMemory, ResolvedDigest } from '../registry/digest-resolver.ts';
import type { Rule } from '../rules/rule.ts';
import { knownRule } from '../analysis/levels.ts';
import { isConfigPath, readConfig, type ConfigProblem } from '../settings/config-file.ts';
import { defaultPolicy, withLayer } from '../settings/policy.ts';
import type { KnownRule } from '../settings/policy-reader.ts';
import type { Settings } from '../settings/settings.ts';
import { createLineIndex, type LineIndex } from '../text/line-index.ts';
import type { Capabilities } from './capabilities.ts';
import { ClientSettings } from './client-settings.ts';
import type { InitializationOptions } from './protocol.ts';
import { Registries, type CreateResolver } from './registries.ts';
import { pathOf } from '../workspace/uri.ts';
import {
  maximalRounds,
  pathInConfiguration,
  Workspace,
  type FileSystem,
  type Reads,
  type View,
} from '../workspace/workspace.ts';

/** What the server needs from outside; made in `main-lsp.ts`. */
export interface Ports {
  readonly rules: readonly Rule[];
  readonly files: FileSystem;
  /** The day, as YYYY-MM-DD. */
  today(): string;
  recall: DigestMemory['recall'];
  /** Called when a person first asks for a digest. */
  readonly createResolver: CreateResolver;
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** Milliseconds after which a person is told what takes so long. */
  readonly progressDelay: number;
}

/** A document as it was at one moment, with what is said of it; nothing about it changes any more. */
export interface Snapshot {
  readonly uri: string;
  readonly version: number;
  readonly report: Report;
  /** What the report was made with. */
  readonly options: AnalysisOptions;
  readonly lines: LineIndex;
  /** The files that the report depends on. */
  readonly reads: Reads;
  /** Given once: another text and other settings have another one, even when a file is opened again. */
  readonly resultId: string;
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
    this.registries = new Registries(connection, this.#settings, ports.createResolver, options);
  }

  /** The document as it is now with its report; undefined when it is not open or not one of our languages. */
  async snapshot(uri: string): Promise<Snapshot | undefined> {
    if (this.#openDocument(uri) === undefined) return undefined;
    for (let round = 1; ; round++) {
      const settings = await this.#settings.of(uri);
      // Asked again, as it may have been closed or opened anew while other things were on their way.
      const opened = this.#openDocument(uri);
      if (opened === undefined) return undefined;
      const known = this.#snapshots.get(uri);
      if (known?.version === opened.document.version && this.#workspace.isCurrent(known.reads))
        return known;
      const view = this.#workspace.viewOf(uri);
      // The configuration is there before the first analysis, which would be in vain without it.
      const snapshot =
        view.missing.size > 0 && round < maximalRounds
          ? undefined
          : this.#analyze(uri, opened, settings, view);
      if (snapshot !== undefined && (view.missing.size === 0 || round >= maximalRounds)) {
        this.#snapshots.set(uri, snapshot);
        return snapshot;
      }
      await this.#workspace.load(view.missing);
    }
  }

  #analyze(
    uri: string,
    { document, language }: OpenDocument,
    settings: Settings,
    { configuration, surroundings, reads }: View,
  ): Snapshot {
    const text = document.getText();
    const options: AnalysisOptions = {
      rules: this.#ports.rules,
      policy: withLayer(withLayer(defaultPolicy, settings.policy), configuration.layer),
      surroundings,
      today: this.#ports.today(),
      defersToBuildKit: this.#defersToDocker(settings),
    };
    const path = pathInConfiguration(uri, configuration);
    const report = analyze({ text, language, path }, options);
    for (const failure of report.failures) this.#logFailure(failure);
    return {
      uri,
      version: document.version,
      report,
      options,
      reads,
      lines: createLineIndex(text),
      resultId: String(++this.#analyses),
    };
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
