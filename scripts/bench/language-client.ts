import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import type { Sample } from './corpus.ts';
import { editColumn, typeInto } from './corpus.ts';

/** A program that speaks LSP on its standard input and output. */
export interface ServerCommand {
  readonly name: string;
  /** The file that Node.js runs with `--stdio`. */
  readonly script: string;
  /** This process's own where it is left out. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** What the server published last for the one document that this client opens. */
interface Published {
  readonly version: number | undefined;
}

const answerTimeout = 60_000;
const farewellTimeout = 2_000;
const languageIds = { dockerfile: 'dockerfile', compose: 'dockercompose' } as const;
const fileNames = { dockerfile: 'Dockerfile', compose: 'compose.yaml' } as const;

/**
 * A client with one document and without pull diagnostics, so that every server has to publish. All
 * times are milliseconds of the wall clock, seen from the client.
 */
export class LanguageClient {
  readonly server: ServerCommand;
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #connection: MessageConnection;
  #sample: Sample | undefined;
  #version = 0;
  #onPublished: ((published: Published) => void) | undefined;

  constructor(server: ServerCommand) {
    this.server = server;
    this.#process = spawn(process.execPath, [server.script, '--stdio'], {
      stdio: 'pipe',
      env: server.environment ?? process.env,
    });
    this.#process.stderr.resume();
    this.#connection = createMessageConnection(
      new StreamMessageReader(this.#process.stdout),
      new StreamMessageWriter(this.#process.stdin),
    );
    this.#connection.onNotification('textDocument/publishDiagnostics', (params: Published) => {
      this.#onPublished?.(params);
    });
    this.#connection.onRequest(() => null);
    this.#connection.listen();
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** `settings` are what an editor would hold under `seaworthy`. */
  async initialize(settings: object = {}): Promise<void> {
    const folder = 'file:///benchmark';
    await this.#withTimeout(
      'initialize',
      this.#connection.sendRequest('initialize', {
        processId: process.pid,
        rootUri: folder,
        workspaceFolders: [{ uri: folder, name: 'benchmark' }],
        capabilities: {
          textDocument: { synchronization: {}, publishDiagnostics: { versionSupport: true } },
        },
        initializationOptions: { settings },
      }),
    );
    await this.#connection.sendNotification('initialized', {});
  }

  /** Opens the sample; how long until its diagnostics are here. */
  async open(sample: Sample): Promise<number> {
    this.#sample = sample;
    this.#version = 1;
    return this.#untilPublished('textDocument/didOpen', {
      textDocument: {
        uri: uriOf(sample),
        languageId: languageIds[sample.language],
        version: this.#version,
        text: sample.text,
      },
    });
  }

  /** Closes the document, so that another one of its name can be opened. */
  async close(): Promise<void> {
    const sample = this.#sample;
    if (sample === undefined) return;
    this.#sample = undefined;
    const textDocument = { uri: uriOf(sample) };
    await this.#connection.sendNotification('textDocument/didClose', { textDocument });
  }

  /** Types one character in the middle of the document; how long until the new diagnostics are here. */
  async type(character: string): Promise<number> {
    const sample = this.#sample;
    if (sample === undefined) throw new Error('no document is open');
    const position = { line: sample.editLine, character: editColumn(sample) };
    this.#sample = typeInto(sample, character);
    this.#version++;
    return this.#untilPublished('textDocument/didChange', {
      textDocument: { uri: uriOf(sample), version: this.#version },
      contentChanges: [{ range: { start: position, end: position }, text: character }],
    });
  }

  /** Asks for the completions at a place of the document, and does not wait for them. */
  complete(line: number, character: number): void {
    const sample = this.#sample;
    if (sample === undefined) throw new Error('no document is open');
    const params = { textDocument: { uri: uriOf(sample) }, position: { line, character } };
    // The server is stopped while it still waits for the registry.
    this.#connection.sendRequest('textDocument/completion', params).catch(() => undefined);
  }

  /** How long until the completions at a place of the document are here; throws when there are none. */
  async completed(line: number, character: number): Promise<number> {
    const sample = this.#sample;
    if (sample === undefined) throw new Error('no document is open');
    const params = { textDocument: { uri: uriOf(sample) }, position: { line, character } };
    const started = performance.now();
    const answer = await this.#withTimeout(
      'completion',
      this.#connection.sendRequest<{ readonly items: readonly unknown[] } | null>(
        'textDocument/completion',
        params,
      ),
    );
    if (answer === null || answer.items.length === 0) throw new Error('nothing was completed');
    return performance.now() - started;
  }

  /** How long until the hover at a place of the document is here; throws when there is none. */
  async hovered(line: number, character: number): Promise<number> {
    const sample = this.#sample;
    if (sample === undefined) throw new Error('no document is open');
    const params = { textDocument: { uri: uriOf(sample) }, position: { line, character } };
    const started = performance.now();
    const answer = await this.#withTimeout(
      'hover',
      this.#connection.sendRequest<object | null>('textDocument/hover', params),
    );
    if (answer === null) throw new Error('there was nothing to hover over');
    return performance.now() - started;
  }

  /** Runs a command on the document that was opened last; how long until it is done. */
  async execute(command: string): Promise<number> {
    const sample = this.#sample;
    if (sample === undefined) throw new Error('no document is open');
    const started = performance.now();
    const params = { command, arguments: [uriOf(sample)] };
    await this.#withTimeout(
      command,
      this.#connection.sendRequest('workspace/executeCommand', params),
    );
    return performance.now() - started;
  }

  /** Says goodbye as LSP asks, and ends a server that does not go. */
  async stop(): Promise<void> {
    const exited = new Promise((resolve) => this.#process.once('exit', resolve));
    await Promise.race([this.#connection.sendRequest('shutdown'), delay(farewellTimeout)]);
    await this.#connection.sendNotification('exit');
    await Promise.race([exited, delay(farewellTimeout, undefined, { ref: false })]);
    this.#connection.dispose();
    this.#process.kill('SIGKILL');
  }

  async #untilPublished(method: string, params: object): Promise<number> {
    const expected = this.#version;
    const published = new Promise<number>((resolve) => {
      this.#onPublished = ({ version }) => {
        if (version === undefined || version >= expected) resolve(performance.now());
      };
    });
    const started = performance.now();
    await this.#connection.sendNotification(method, params);
    return (await this.#withTimeout(method, published)) - started;
  }

  async #withTimeout<T>(what: string, answer: Promise<T>): Promise<T> {
    const clock = new AbortController();
    const late = delay(answerTimeout, undefined, { signal: clock.signal }).then(() => {
      throw new Error(`${this.server.name} did not answer ${what} in ${answerTimeout / 1000} s`);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clock.abort();
      late.catch(() => undefined);
    }
  }
}

function uriOf({ language }: Sample): string {
  return `file:///benchmark/${fileNames[language]}`;
}
