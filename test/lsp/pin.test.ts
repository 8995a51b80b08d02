import { describe, expect, it } from 'vitest';
import {
  LSPErrorCodes,
  MessageType,
  type CodeAction,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { createDefaultRegistry } from '../../server/src/registry/default-registry.ts';
import { startSampleRegistry } from '../../scripts/start/sample-registry.ts';
import { makeFolder } from '../support/command-line.ts';
import { deferred } from '../support/deferred.ts';
import { heldRegistry, recordingRegistry, type RecordingRegistry } from '../support/digests.ts';
import {
  connect,
  modernClient,
  type ClientOptions,
  type LanguageClient,
  type TestPorts,
} from '../support/language-client.ts';
import { sampleDigest } from '../support/pinning.ts';
import { matching } from '../support/matching.ts';

const uri = 'file:///project/Dockerfile';
const wholeFile = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
const failed = LSPErrorCodes.RequestFailed;
const contentModified = LSPErrorCodes.ContentModified;

/** The first action for the text, of a client that was given `options`. */
async function offered(
  text: string,
  ports: TestPorts,
  options: ClientOptions = {},
): Promise<{ readonly client: LanguageClient; readonly action: CodeAction }> {
  const client = await connect({ capabilities: modernClient, ...options }, ports);
  client.open(uri, text);
  const [action] = await client.actions(uri, wholeFile);
  if (action === undefined) throw new Error('no action');
  return { client, action };
}

function asking(registry: RecordingRegistry): TestPorts {
  return { createRegistry: () => registry };
}

function applied(text: string, edits: readonly TextEdit[]): string {
  return TextDocument.applyEdits(TextDocument.create(uri, '', 0, text), [...edits]);
}

describe('an action that is resolved', () => {
  it('has one insertion behind the reference, for the version that it was made for', async () => {
    const text = '# why\r\nFROM python:3.8 AS app\r\n';
    const { client, action } = await offered(text, asking(recordingRegistry()));
    const { edit } = await client.resolve(action);
    const position = { line: 1, character: 15 };
    expect(edit).toEqual<WorkspaceEdit>({
      documentChanges: [
        {
          textDocument: { uri, version: 1 },
          edits: [{ range: { start: position, end: position }, newText: `@${sampleDigest}` }],
        },
      ],
    });
  });

  it('has plain changes for a client without versioned ones', async () => {
    const { textDocument } = modernClient;
    const text = 'ARG BASE=redis\nFROM $BASE\n';
    const { client, action } = await offered(text, asking(recordingRegistry()), {
      capabilities: { ...(textDocument && { textDocument }) },
    });
    const { edit } = await client.resolve(action);
    expect(Object.keys(edit ?? {})).toEqual(['changes']);
    expect(applied(text, edit?.changes?.[uri] ?? [])).toBe(
      `ARG BASE=redis@${sampleDigest}\nFROM $BASE\n`,
    );
  });

  it('keeps all that the client knew of it', async () => {
    const { client, action } = await offered('FROM redis\n', asking(recordingRegistry()));
    expect(await client.resolve(action)).toEqual({ ...action, edit: expect.anything() as unknown });
  });

  it('asks for the image once', async () => {
    const digests = recordingRegistry();
    const { client, action } = await offered('FROM redis\nFROM python\n', asking(digests));
    await client.resolve(action);
    expect(digests.asked).toEqual(['redis']);
  });

  it('has the digest that the registry has', async () => {
    const registry = await startSampleRegistry(['python:3.8']);
    const { path: homeDirectory } = await makeFolder({});
    const account = { environment: {}, homeDirectory, platform: process.platform };
    try {
      const { client, action } = await offered(
        'FROM python:3.8\n',
        {
          createRegistry: (settings, context) =>
            createDefaultRegistry({ ...settings, ...context, userAgent: 'test/1', account }),
        },
        { settings: { registries: { 'docker.io': { mirror: registry.url } } } },
      );
      expect(registry.requests).toEqual([]);
      const { edit } = await client.resolve(action);
      expect(JSON.stringify(edit)).toContain(`"@${registry.digestOf('python:3.8')}"`);
      expect(registry.requests).toHaveLength(1);
    } finally {
      await registry.close();
    }
  });
});

describe('a document that changes', () => {
  it('before the action is resolved is not edited, and nobody is asked', async () => {
    const digests = recordingRegistry();
    const { client, action } = await offered('FROM redis\n', asking(digests));
    client.change(uri, 2, { text: 'FROM redis\n\n' });
    await expect(client.resolve(action)).rejects.toMatchObject({ code: contentModified });
    expect(digests.asked).toEqual([]);
  });

  it.each<[string, (client: LanguageClient) => void]>([
    [
      'is edited',
      ({ change }) => {
        change(uri, 2, { text: 'FROM python\n' });
      },
    ],
    [
      'is closed',
      ({ close }) => {
        close(uri);
      },
    ],
    [
      'is opened with another text',
      ({ close, open }) => {
        close(uri);
        open(uri, 'FROM python\n');
      },
    ],
  ])('while the registry is asked is not edited: it %s', async (_, disturb) => {
    const digests = heldRegistry();
    const { client, action } = await offered('FROM redis\n', { createRegistry: () => digests });
    const resolved = client.resolve(action);
    await digests.reached;
    disturb(client);
    await client.pull(uri);
    digests.release();
    await expect(resolved).rejects.toMatchObject({
      code: contentModified,
      message: 'The document has changed since the action was offered. Ask for the actions again.',
    });
  });

  it('only in its settings is edited', async () => {
    const digests = heldRegistry();
    const { client, action } = await offered('FROM redis\n', { createRegistry: () => digests });
    const resolved = client.resolve(action);
    await digests.reached;
    client.changeSettings({ rules: { 'image-no-tag': 'off' } });
    await client.inbox.next('workspace/diagnostic/refresh');
    digests.release();
    expect((await resolved).edit).toBeDefined();
  });
});

describe('a request that is cancelled', () => {
  it('ends the request to the registry, and is answered as cancelled', async () => {
    const digests = heldRegistry();
    const { client, action } = await offered('FROM redis\n', { createRegistry: () => digests });
    const source = new CancellationTokenSource();
    const resolved = client.connection.sendRequest('codeAction/resolve', action, source.token);
    await digests.reached;
    source.cancel();
    await expect(resolved).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
  });
});

describe('an image that cannot be pinned', () => {
  it('keeps its text, and the error says which, why and what to do', async () => {
    const digests = recordingRegistry({ 'python:9': 'not-found' });
    const { client, action } = await offered('FROM python:9\n', asking(digests));
    await expect(client.resolve(action)).rejects.toMatchObject({
      code: failed,
      message:
        'Could not pin `python:9`: docker.io has no tag `9` of `docker.io/library/python`. Check the name and the tag.',
    });
  });

  it('is explained on resolving', async () => {
    const { client, action } = await offered('ARG V\nFROM python:$V\n', {});
    expect(action).not.toHaveProperty('isPreferred');
    await expect(client.resolve(action)).rejects.toMatchObject({
      code: failed,
      message: matching(/^Can't pin `python:\$V`: `V` has no default here, .+\. .+\.$/),
    });
  });
});

describe('data from elsewhere', () => {
  it.each([
    [undefined],
    [null],
    ['text'],
    [7],
    [[]],
    [{}],
    [{ kind: 'pin' }],
    [{ kind: 'pin', uri: 7, version: 1, start: 0 }],
    [{ kind: 'pin', uri, version: '1', start: 0 }],
    [{ kind: 'other', uri, version: 1 }],
    [{ __proto__: null, kind: 'pin', uri }],
  ])('%j is not ours, and comes back as it was', async (data) => {
    const { client } = await offered('FROM redis\n', {});
    const action = { title: 'of another server', ...(data !== undefined && { data }) };
    expect(await client.resolve(action as CodeAction)).toEqual(action);
  });

  it.each([
    [{ kind: 'pin', uri, version: 1, start: 4 }],
    [{ kind: 'pin', uri, version: 1, start: -1e300 }],
    [{ kind: 'pin', uri, version: 2, start: 5 }],
    [{ kind: 'pin', uri: 'file:///closed/Dockerfile', version: 1, start: 5 }],
    [{ kind: 'pin-all', uri: '', version: 1 }],
  ])('%j fits no offer', async (data) => {
    const { client } = await offered('FROM redis\n', {});
    await expect(client.resolve({ title: 'old', data })).rejects.toMatchObject({
      code: contentModified,
    });
  });
});

describe('registries that must not be asked', () => {
  it('are not, while the setting says so', async () => {
    const digests = recordingRegistry();
    const settings = { registry: { enabled: false } };
    const { client, action } = await offered('FROM redis\n', asking(digests), {
      settings,
    });
    await expect(client.resolve(action)).rejects.toMatchObject({
      code: failed,
      message:
        'Seaworthy may not ask registries: the setting `seaworthy.registry.enabled` is off. Turn it on to pin images.',
    });
    client.changeSettings({});
    await client.inbox.next('workspace/diagnostic/refresh');
    expect((await client.resolve(action)).edit).toBeDefined();
    expect(digests.asked).toEqual(['redis']);
  });

  it('are not in a workspace that is not trusted, until it is', async () => {
    const digests = recordingRegistry();
    const { client, action } = await offered('FROM redis\n', asking(digests), {
      initializationOptions: { isTrusted: false },
    });
    await expect(client.resolve(action)).rejects.toMatchObject({
      code: failed,
      message: matching(
        /^Seaworthy asks no registry in a workspace .+ Trust the workspace to pin images\.$/,
      ),
    });
    expect(digests.asked).toEqual([]);
    void client.connection.sendNotification('seaworthy/trustGranted');
    expect((await client.resolve(action)).edit).toBeDefined();
    expect(digests.asked).toEqual(['redis']);
  });

  it('are not when the setting is still on its way', async () => {
    const digests = recordingRegistry();
    const late = deferred<readonly unknown[]>();
    const answers = [[null], [null], late.promise];
    const { client, action } = await offered('FROM redis\n', asking(digests), {
      answers: { 'workspace/configuration': () => answers.shift() ?? late.promise },
    });
    client.changeSettings(undefined);
    const resolved = client.resolve(action);
    late.resolve([{ registry: { enabled: false } }]);
    await expect(resolved).rejects.toMatchObject({ code: failed });
    expect(digests.asked).toEqual([]);
  });
});

describe('a client that cannot resolve edits', () => {
  const capabilities = { workspace: { workspaceEdit: { documentChanges: true } } };

  it('runs a command, and is asked to apply the edit', async () => {
    const { client, action } = await offered('FROM redis\n', asking(recordingRegistry()), {
      capabilities,
    });
    const { command: name = '', arguments: [data] = [] } = action.command ?? {};
    expect(await client.execute(name, data)).toBeNull();
    expect(await client.inbox.next('workspace/applyEdit')).toMatchObject({
      label: 'Pin images',
      edit: { documentChanges: [{ edits: [{ newText: `@${sampleDigest}` }] }] },
    });
    expect(client.inbox.all('window/showMessage')).toEqual([]);
  });

  it.each<[string, RecordingRegistry, string, RegExp]>([
    ['fails', recordingRegistry({ redis: 'timeout' }), 'FROM redis\n', /^Could not pin `redis`: /],
    ['is not known', recordingRegistry(), 'ARG V\nFROM redis:$V\n', /^Can't pin `redis:\$V`: /],
  ])('is told in a message when the image %s', async (_, digests, text, sentence) => {
    const { client, action } = await offered(text, asking(digests), { capabilities });
    const { command: name = '', arguments: [data] = [] } = action.command ?? {};
    expect(await client.execute(name, data)).toBeNull();
    expect(await client.inbox.next('window/showMessage')).toEqual({
      type: MessageType.Error,
      message: matching(sentence),
    });
    expect(client.inbox.all('workspace/applyEdit')).toEqual([]);
  });
});
