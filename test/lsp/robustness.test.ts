import { describe, expect, it } from 'vitest';
import { ErrorCodes } from 'vscode-languageserver';
import {
  connect,
  modernClient,
  plainClient,
  type LanguageClient,
} from '../support/language-client.ts';

const uri = 'file:///project/Dockerfile';
const composeUri = 'file:///project/compose.yaml';
const wholeFile = { start: { line: 0, character: 0 }, end: { line: 100_000, character: 0 } };

/** Proves that the server still does its work. */
async function expectUp({ open, pull }: LanguageClient): Promise<void> {
  const sound = 'file:///sound/Dockerfile';
  open(sound, 'FROM redis\n');
  expect(await pull(sound)).toMatchObject({ items: [{ code: 'image-no-tag' }] });
}

const bytes = String.fromCharCode(...Array.from({ length: 2048 }, (_, index) => index % 256));
const megabyte = 'x'.repeat(1024 * 1024);

const texts: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['bytes', bytes],
  ['zeroes', '\0'.repeat(10_000)],
  ['halves of characters', '\ud800FROM \udc00redis\ud83d\n'],
  ['a line of a megabyte', `FROM ${megabyte}\nUSER ${megabyte}\n`],
  ['a megabyte of continuations', `FROM a${'\\\n'.repeat(500_000)}\n`],
  ['deep nesting', '['.repeat(5_000)],
  ['deep variables', `FROM ${'${A:-'.repeat(5_000)}x${'}'.repeat(5_000)}\n`],
];

describe.each(texts)('a document of %s', (_, text) => {
  it.each([
    ['a Dockerfile', uri, 'dockerfile'],
    ['a Compose file', composeUri, 'dockercompose'],
  ])('as %s is answered', async (_kind, name, languageId) => {
    const client = await connect({ capabilities: modernClient });
    client.open(name, text, languageId);
    expect((await client.pull(name)).kind).toBe('full');
    expect(Array.isArray(await client.actions(name, wholeFile))).toBe(true);
    await expectUp(client);
  });
});

describe('a document of 50,000 lines', () => {
  it.each([
    ['Dockerfile', uri, 'dockerfile', 'FROM redis\n', 25_000, 'RUN true\n'],
    ['Compose file', composeUri, 'dockercompose', 'services:\n', 16_666, ''],
  ])(
    '%s is reported to its end',
    async (kind, name, languageId, head, count, filler) => {
      const block = (index: number): string =>
        kind === 'Dockerfile'
          ? `FROM redis AS s${String(index)}\n${filler}`
          : `  s${String(index)}:\n    image: redis\n    read_only: true\n`;
      const client = await connect({ capabilities: modernClient });
      client.open(
        name,
        head + Array.from({ length: count }, (_, index) => block(index)).join(''),
        languageId,
      );
      const report = await client.pull(name);
      expect(report.kind === 'full' && report.items.length).toBeGreaterThanOrEqual(count);
      await expectUp(client);
    },
    30_000,
  );
});

describe('a message that makes no sense', () => {
  it.each(['no/such/request', 'textDocument/rename', '$/no/such/request'])(
    'such as the request %s is answered with an error',
    async (method) => {
      const client = await connect({ capabilities: modernClient });
      await expect(client.connection.sendRequest(method, { a: 1 })).rejects.toMatchObject({
        code: ErrorCodes.MethodNotFound,
      });
      await expectUp(client);
    },
  );

  it.each<[string, object | undefined]>([
    ['no/such/notification', {}],
    ['$/setTrace', { value: 'loud' }],
    ['$/cancelRequest', { id: 4711 }],
    ['window/workDoneProgress/cancel', { token: 'none' }],
    ['workspace/didChangeConfiguration', undefined],
    ['seaworthy/trustGranted', { why: 'not' }],
    ['textDocument/didClose', { textDocument: { uri: 'file:///never/opened' } }],
    [
      'textDocument/didChange',
      { textDocument: { uri, version: 2 }, contentChanges: [{ text: '' }] },
    ],
    ['textDocument/didChange', { textDocument: { uri }, contentChanges: [{ text: '' }] }],
  ])('such as the notification %s %j is passed over', async (method, params) => {
    const client = await connect({ capabilities: modernClient });
    await client.connection.sendNotification(method, params);
    await expectUp(client);
  });

  it.each(['textDocument/diagnostic', 'textDocument/codeAction', 'workspace/executeCommand'])(
    'such as %s without parameters is an error, not the end',
    async (method) => {
      const client = await connect({ capabilities: modernClient });
      await expect(client.connection.sendRequest(method)).rejects.toHaveProperty('code');
      await expectUp(client);
    },
  );

  it.each([[{ settings: 7, isTrusted: 'no', wantsStatus: {} }], ['text'], [[]], [null]])(
    'such as the initialization options %j is passed over',
    async (initializationOptions) => {
      const client = await connect({
        capabilities: modernClient,
        initializationOptions: initializationOptions as object,
      });
      await expectUp(client);
    },
  );
});

describe('a client that knows only what every client must know', () => {
  it('is served: diagnostics are pushed, actions are commands', async () => {
    const { inbox, open, actions } = await connect({ capabilities: plainClient });
    open(uri, 'FROM redis\n');
    expect(await inbox.next('textDocument/publishDiagnostics')).toMatchObject({
      diagnostics: [{ code: 'image-no-tag' }],
    });
    expect(await actions(uri, wholeFile)).toMatchObject([
      { title: 'Pin redis to its digest (no fixed version)', command: {} },
      { title: 'Use the most descriptive tag of redis and pin it', command: {} },
      { title: 'Use the most descriptive tag of redis', command: {} },
      { title: 'Look for smaller variants of redis…', command: {} },
      { edit: {} },
      { title: 'Ignore `image-no-tag` here, with a reason', edit: {} },
      { title: 'Ignore `image-no-tag` in this file', edit: {} },
    ]);
  });
});
