import { MessageType, type Connection } from 'vscode-languageserver';
import { explainNotice, type RegistryBar } from '../analysis/registry-sentences.ts';
import type { RegistryError } from '../registry/errors.ts';
import type { ImageRegistry } from '../registry/image-registry.ts';
import type { RegistryNotice } from '../registry/notices.ts';
import { readEditorProxy, type EditorProxy } from '../settings/editor-proxy.ts';
import type { WatchSettings } from '../settings/pin-settings.ts';
import type { RegistrySettings } from '../settings/registry-settings.ts';
import type { Result } from '../text/result.ts';
import { inBackground, logLine } from './background.ts';
import type { ClientSettings } from './client-settings.ts';
import { showMessage } from './message.ts';
import {
  credentialsName,
  credentialsRequest,
  statusNotification,
  type CredentialsAnswer,
  type CredentialsParams,
  type InitializationOptions,
  type StatusParams,
} from './protocol.ts';
import { barredStatus, readyStatus, statusAfter, statusAfterNotice, withWatch } from './status.ts';

/** What a registry may ask and tell of the editor while it works. */
export interface RegistryContext {
  readonly proxy: EditorProxy;
  readonly log: (line: string) => void;
  readonly onNotice: (notice: RegistryNotice) => void;
  /** What the person gave the editor for a registry; undefined where the editor keeps nothing. */
  readonly askCredentials: ((registry: string) => Promise<CredentialsAnswer>) | undefined;
}

export type CreateRegistry = (
  settings: RegistrySettings,
  context: RegistryContext,
) => ImageRegistry | Promise<ImageRegistry>;

/** The registries as one client may ask them: whether at all, through what, and how it went last. */
export class Registries {
  readonly #connection: Connection;
  readonly #settings: ClientSettings;
  readonly #createRegistry: CreateRegistry;
  readonly #wantsStatus: boolean;
  readonly #keepsCredentials: boolean;
  #isTrusted: boolean;
  #registry: Promise<ImageRegistry> | undefined;
  #ready = readyStatus;
  /** What was told last, and what of it is not about the background checks. */
  #told: StatusParams | undefined;
  #status: StatusParams | undefined;
  #watch: string | undefined;

  constructor(
    connection: Connection,
    settings: ClientSettings,
    createRegistry: CreateRegistry,
    { isTrusted, wantsStatus, keepsCredentials }: InitializationOptions,
  ) {
    this.#connection = connection;
    this.#settings = settings;
    this.#createRegistry = createRegistry;
    this.#isTrusted = isTrusted !== false;
    this.#wantsStatus = wantsStatus === true;
    this.#keepsCredentials = keepsCredentials === true;
  }

  grantTrust(): void {
    this.#isTrusted = true;
  }

  /** Settings or credentials have changed: whoever is asked next is asked anew. */
  reset(): void {
    this.#registry = undefined;
    this.#ready = readyStatus;
  }

  /** Why registries may not be asked, if so. */
  async bar(): Promise<RegistryBar | undefined> {
    if (!this.#isTrusted) return 'untrusted-workspace';
    const { registry } = await this.#settings.of('');
    return registry.isEnabled ? undefined : 'disabled';
  }

  /** What may be asked in the background; undefined when nothing may. */
  async watchSettings(): Promise<WatchSettings | undefined> {
    const { watch } = await this.#settings.of('');
    const isAllowed = watch.registries.length > 0 && (await this.bar()) === undefined;
    return isAllowed ? watch : undefined;
  }

  /** How the background checks stand, in a sentence; undefined where there are none. */
  tellWatch(sentence: string | undefined): void {
    this.#watch = sentence;
    if (this.#status !== undefined) this.#setStatus(this.#status);
  }

  /** What is asked, made when somebody first needs it. */
  async registry(): Promise<ImageRegistry> {
    this.#registry ??= this.#create();
    return this.#registry;
  }

  /** Tells a client that wants to know whether registries can be asked. */
  async reportStatus(): Promise<void> {
    if (!this.#wantsStatus) return;
    const bar = await this.bar();
    this.#setStatus(bar === undefined ? this.#ready : barredStatus(bar));
  }

  async #create(): Promise<ImageRegistry> {
    const { registry } = await this.#settings.of('');
    const made = await this.#createRegistry(registry, {
      proxy: readEditorProxy(await this.#settings.section('http')),
      log: (line) => {
        logLine(this.#connection, line);
      },
      onNotice: (notice) => {
        this.#tell(notice);
      },
      askCredentials: this.#keepsCredentials
        ? (name) => {
            const params: CredentialsParams = { registry: credentialsName(name) ?? name };
            return this.#connection.sendRequest(credentialsRequest, params);
          }
        : undefined,
    });
    return this.#observed(made);
  }

  /** Lets the status follow what each request ends with. */
  #observed(registry: ImageRegistry): ImageRegistry {
    const observe = async <T>(asked: Promise<Result<T, RegistryError>>): typeof asked => {
      const answer = await asked;
      const status = answer.ok ? this.#ready : statusAfter(answer.error, this.#ready);
      if (status !== undefined) this.#setStatus(status);
      return answer;
    };
    return {
      resolve: (...question) => observe(registry.resolve(...question)),
      firstTags: (...question) => observe(registry.firstTags(...question)),
      allTags: (...question) => observe(registry.allTags(...question)),
      entry: (...question) => observe(registry.entry(...question)),
      exists: (...question) => observe(registry.exists(...question)),
      isGone: (...question) => observe(registry.isGone(...question)),
      details: (...question) => observe(registry.details(...question)),
      packages: (...question) => observe(registry.packages(...question)),
      listReferrers: (...question) => observe(registry.listReferrers(...question)),
      fetchManifest: (...question) => observe(registry.fetchManifest(...question)),
      fetchBlob: (...question) => observe(registry.fetchBlob(...question)),
      blobAddress: (...question) => observe(registry.blobAddress(...question)),
      fetchApi: (...question) => observe(registry.fetchApi(...question)),
      repositoryFacts: (...question) => observe(registry.repositoryFacts(...question)),
      attestations: (...question) => observe(registry.attestations(...question)),
    };
  }

  #tell(notice: RegistryNotice): void {
    const sentence = explainNotice(notice);
    this.#connection.console.info(sentence);
    const status = statusAfterNotice(notice);
    if (notice.kind === 'rate-limit') this.#ready = status ?? readyStatus;
    if (status !== undefined) this.#setStatus(status);
    if (notice.kind === 'paused') showMessage(this.#connection, MessageType.Warning, sentence);
  }

  #setStatus(status: StatusParams): void {
    this.#status = status;
    const told = withWatch(status, this.#watch);
    if (!this.#wantsStatus || this.#told?.detail === told.detail) return;
    this.#told = told;
    inBackground(this.#connection, this.#connection.sendNotification(statusNotification, told));
  }
}
