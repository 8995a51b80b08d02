import { MessageType, type Connection } from 'vscode-languageserver';
import { explainNotice, type RegistryBar } from '../analysis/registry-sentences.ts';
import type { DigestResolver } from '../registry/digest-resolver.ts';
import type { RegistryNotice } from '../registry/notices.ts';
import { readEditorProxy, type EditorProxy } from '../settings/editor-proxy.ts';
import type { RegistrySettings } from '../settings/registry-settings.ts';
import { inBackground } from './background.ts';
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
import { barredStatus, readyStatus, statusAfter, statusAfterNotice } from './status.ts';

/** What a resolver may ask and tell of the editor while it works. */
export interface RegistryContext {
  readonly proxy: EditorProxy;
  readonly log: (line: string) => void;
  readonly onNotice: (notice: RegistryNotice) => void;
  /** What the person gave the editor for a registry; undefined where the editor keeps nothing. */
  readonly askCredentials: ((registry: string) => Promise<CredentialsAnswer>) | undefined;
}

export type CreateResolver = (
  settings: RegistrySettings,
  context: RegistryContext,
) => DigestResolver | Promise<DigestResolver>;

/** The registries as one client may ask them: whether at all, through what, and how it went last. */
export class Registries {
  readonly #connection: Connection;
  readonly #settings: ClientSettings;
  readonly #createResolver: CreateResolver;
  readonly #wantsStatus: boolean;
  readonly #keepsCredentials: boolean;
  #isTrusted: boolean;
  #resolver: Promise<DigestResolver> | undefined;
  #ready = readyStatus;
  #status: StatusParams | undefined;

  constructor(
    connection: Connection,
    settings: ClientSettings,
    createResolver: CreateResolver,
    { isTrusted, wantsStatus, keepsCredentials }: InitializationOptions,
  ) {
    this.#connection = connection;
    this.#settings = settings;
    this.#createResolver = createResolver;
    this.#isTrusted = isTrusted !== false;
    this.#wantsStatus = wantsStatus === true;
    this.#keepsCredentials = keepsCredentials === true;
  }

  grantTrust(): void {
    this.#isTrusted = true;
  }

  /** Settings or credentials have changed: whoever is asked next is asked anew. */
  reset(): void {
    this.#resolver = undefined;
    this.#ready = readyStatus;
  }

  /** Why registries may not be asked, if so. */
  async bar(): Promise<RegistryBar | undefined> {
    if (!this.#isTrusted) return 'untrusted-workspace';
    const { registry } = await this.#settings.of('');
    return registry.isEnabled ? undefined : 'disabled';
  }

  async digests(): Promise<DigestResolver> {
    this.#resolver ??= this.#create();
    return this.#resolver;
  }

  /** Tells a client that wants to know whether registries can be asked. */
  async reportStatus(): Promise<void> {
    if (!this.#wantsStatus) return;
    const bar = await this.bar();
    this.#setStatus(bar === undefined ? this.#ready : barredStatus(bar));
  }

  async #create(): Promise<DigestResolver> {
    const { registry } = await this.#settings.of('');
    const resolver = await this.#createResolver(registry, {
      proxy: readEditorProxy(await this.#settings.section('http')),
      log: (line) => {
        this.#connection.console.info(line);
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
    return this.#observed(resolver);
  }

  #observed(resolver: DigestResolver): DigestResolver {
    return {
      resolve: async (reference, signal) => {
        const answer = await resolver.resolve(reference, signal);
        const status = answer.ok ? this.#ready : statusAfter(answer.error, this.#ready);
        if (status !== undefined) this.#setStatus(status);
        return answer;
      },
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
    if (!this.#wantsStatus || this.#status?.detail === status.detail) return;
    this.#status = status;
    inBackground(this.#connection, this.#connection.sendNotification(statusNotification, status));
  }
}
