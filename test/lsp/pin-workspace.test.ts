import { describe, expect, it } from 'vitest';
import { MessageType, type TextDocumentEdit } from 'vscode-languageserver';
import { recordingRegistry } from '../support/digests.ts';
import type { ClientOptions } from '../support/language-client.ts';
import { matching } from '../support/matching.ts';
import { openedVersion, openWorkspace, opensFiles, textOf } from '../support/sample-editor.ts';

const pinWorkspace = 'seaworthy.pinAllInWorkspace';
const showMessage = 'window/showMessage';
const applyEdit = 'workspace/applyEdit';
const root = 'file:///project';

describe('pinning the workspace', () => {
  it('pins every Dockerfile and Compose file by one versioned edit', async () => {
    const { client, editor } = await openWorkspace({
      Dockerfile: 'FROM python:3.14\nCOPY --from=redis:8 /a /a\n',
      'api/Dockerfile': 'FROM python:3.14\n',
      'compose.yaml': 'services:\n  db:\n    image: redis:8\n',
      'notes.md': 'FROM redis:8\n',
    });
    expect(await client.execute(pinWorkspace)).toBeNull();
    expect(textOf(editor, 'Dockerfile')).toBe('FROM python:3.14@…\nCOPY --from=redis:8@… /a /a\n');
    expect(textOf(editor, 'api/Dockerfile')).toBe('FROM python:3.14@…\n');
    expect(textOf(editor, 'compose.yaml')).toBe('services:\n  db:\n    image: redis:8@…\n');
    expect(textOf(editor, 'notes.md')).toBe('FROM redis:8\n');
    const [applied, ...more] = client.inbox.all(applyEdit);
    expect(more).toEqual([]);
    expect(applied).toMatchObject({ label: 'Pin images', metadata: { isRefactoring: true } });
    const changes = (applied?.edit.documentChanges ?? []) as TextDocumentEdit[];
    expect(changes.map(({ textDocument }) => textDocument.version)).toEqual(
      changes.map(() => openedVersion),
    );
    expect(await client.inbox.next(showMessage)).toEqual({
      type: MessageType.Info,
      message: 'Pinned 4 of 4 images in 3 files.',
    });
  });

  it('leaves out the files that the configuration excludes', async () => {
    const { client, editor } = await openWorkspace({
      '.seaworthy.yaml': 'exclude: ["fixtures/**"]\n',
      Dockerfile: 'FROM python:3.14\n',
      'fixtures/Dockerfile': 'FROM redis:8\n',
    });
    await client.execute(pinWorkspace);
    expect(textOf(editor, 'Dockerfile')).toBe('FROM python:3.14@…\n');
    expect(textOf(editor, 'fixtures/Dockerfile')).toBe('FROM redis:8\n');
  });

  it('says in the preview what each change is about', async () => {
    const { client } = await openWorkspace({ Dockerfile: 'FROM python:3.14.1\nFROM redis\n' });
    await client.execute(pinWorkspace);
    const { edit } = await client.inbox.next(applyEdit);
    expect(Object.values(edit.changeAnnotations ?? {})).toEqual([
      {
        label: 'python:3.14.1',
        description: 'digest 0123456789ab',
        needsConfirmation: true,
      },
      {
        label: 'redis',
        description: 'digest 0123456789ab; no fixed version',
        needsConfirmation: true,
      },
    ]);
    const [{ edits }] = edit.documentChanges as [TextDocumentEdit];
    const ids = edits.map((change) => ('annotationId' in change ? change.annotationId : ''));
    expect(ids).toEqual(Object.keys(edit.changeAnnotations ?? {}));
  });

  it('asks for each of 60 images once, though 300 files name them 1,000 times', async () => {
    const digests = recordingRegistry();
    const references = Array.from({ length: 1000 }, (_, index) => `app-${index % 60}:1.0`);
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [
        `service-${index}/Dockerfile`,
        references
          .filter((_reference, other) => other % 300 === index)
          .map((reference) => `FROM ${reference}\n`)
          .join(''),
      ]),
    );
    const { client, editor } = await openWorkspace(files, digests);
    await client.execute(pinWorkspace);
    expect(digests.asked).toHaveLength(60);
    expect(new Set(digests.asked).size).toBe(60);
    expect(client.inbox.all(applyEdit)).toHaveLength(1);
    for (const [path, text] of Object.entries(files))
      expect(textOf(editor, path)).toBe(text.replaceAll(':1.0', ':1.0@…'));
    // VS Code closes what it does not show beyond 50 documents.
    expect(Math.max(...editor.opened)).toBeLessThanOrEqual(50);
    expect(await client.inbox.next(showMessage)).toMatchObject({
      message: 'Pinned 1000 of 1000 images in 300 files.',
    });
  });

  it('changes `.env` once in the same edit, though two files use it', async () => {
    const service = 'services:\n  db:\n    image: ${DB}\n';
    const { client, editor } = await openWorkspace({
      'compose.yaml': service,
      'compose.test.yaml': service,
      '.env': '# the database\nDB="redis:8" # cache\n',
    });
    await client.execute(pinWorkspace);
    expect(textOf(editor, '.env')).toBe('# the database\nDB="redis:8@…" # cache\n');
    expect(textOf(editor, 'compose.yaml')).toBe(service);
    const { edit } = await client.inbox.next(applyEdit);
    expect(edit.documentChanges).toMatchObject([
      { textDocument: { uri: `${root}/.env`, version: openedVersion }, edits: [{}] },
    ]);
  });

  it('leaves `.env` alone where a file would break that uses a part of a reference from it', async () => {
    const files = {
      'compose.yaml': 'services:\n  app:\n    image: ${I}\n  db:\n    image: redis:8\n',
      'compose.debug.yaml': 'services:\n  app:\n    image: ${I}-debug\n',
      '.env': 'I=team/app:1\n',
    };
    const { client, editor } = await openWorkspace(files);
    await client.execute(pinWorkspace);
    expect(textOf(editor, '.env')).toBe(files['.env']);
    expect(textOf(editor, 'compose.yaml')).toBe(
      files['compose.yaml'].replace('redis:8', 'redis:8@…'),
    );
    const { message } = await client.inbox.next(showMessage);
    expect(message.split('\n')).toEqual([
      'Pinned 1 of 3 images in 1 file.',
      matching(/^Can't pin `\$\{I\}-debug`/),
      matching(/^Can't pin `\$\{I\}`: `I` is also a part of another reference/),
    ]);
  });

  it('leaves alone what others wrote, wherever the editor finds it', async () => {
    const own = 'FROM redis:8\n';
    const foreign = ['node_modules/x/Dockerfile', 'a/vendor/Dockerfile', '.venv/Dockerfile'];
    const { client, editor } = await openWorkspace({
      Dockerfile: own,
      ...Object.fromEntries(foreign.map((path) => [path, own])),
    });
    await client.execute(pinWorkspace);
    expect(textOf(editor, 'Dockerfile')).toBe('FROM redis:8@…\n');
    for (const path of foreign) expect(textOf(editor, path)).toBe(own);
  });

  it('keeps or drops the tag as the settings of each file say', async () => {
    const { client, editor } = await openWorkspace(
      { 'a/Dockerfile': 'FROM redis:8\n', 'b/Dockerfile': 'FROM redis:8\n' },
      recordingRegistry(),
      {
        answers: {
          'workspace/configuration': (params) =>
            (params as { items: { scopeUri?: string; section?: string }[] }).items.map((item) => ({
              pin: { keepTag: item.scopeUri?.includes('/a/') !== true },
            })),
        },
      },
    );
    await client.execute(pinWorkspace);
    expect(textOf(editor, 'a/Dockerfile')).toBe('FROM redis@…\n');
    expect(textOf(editor, 'b/Dockerfile')).toBe('FROM redis:8@…\n');
  });

  it('names what was left, each reason once', async () => {
    const { client, editor } = await openWorkspace(
      {
        'a/Dockerfile': 'FROM python:3.8\nFROM redis:8\n',
        'b/Dockerfile': 'FROM python:3.8\nARG V\nFROM a:$V\n',
      },
      recordingRegistry({ 'python:3.8': 'not-found' }),
    );
    await client.execute(pinWorkspace);
    expect(textOf(editor, 'a/Dockerfile')).toBe('FROM python:3.8\nFROM redis:8@…\n');
    const { type, message } = await client.inbox.next(showMessage);
    expect(type).toBe(MessageType.Warning);
    expect(message.split('\n')).toEqual([
      'Pinned 1 of 4 images in 1 file.',
      matching(/^Could not pin `python:3\.8`/),
      matching(/^Can't pin `a:\$V`/),
    ]);
  });

  it('tells the beginning of a long story, and all of it in the log', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `app-${index}:1.0`);
    const text = names.map((name) => `FROM ${name}\n`).join('');
    const failures = Object.fromEntries(names.map((name) => [name, 'not-found'] as const));
    const { client } = await openWorkspace({ Dockerfile: text }, recordingRegistry(failures));
    await client.execute(pinWorkspace);
    const { message } = await client.inbox.next(showMessage);
    expect(message.split('\n')).toHaveLength(13);
    expect(message).toMatch(/\n… and 29 more lines, which are in the log\.$/);
    const logged = client.inbox.all('window/logMessage').map((entry) => entry.message);
    expect(logged).toContainEqual(matching(/app-39/));
    expect(client.inbox.all(applyEdit)).toEqual([]);
  });

  it('says so when there is nothing to pin', async () => {
    const { client } = await openWorkspace({ 'notes.md': 'FROM redis:8\n' });
    await client.execute(pinWorkspace);
    expect(await client.inbox.next(showMessage)).toEqual({
      type: MessageType.Info,
      message: 'There is no image to pin in the workspace.',
    });
  });

  it('says which files could not be read, and that there are more than it looks at', async () => {
    const { client } = await openWorkspace(
      { Dockerfile: 'FROM redis:8\n', 'Dockerfile.unreadable': 'FROM redis:8\n' },
      recordingRegistry(),
      {
        answers: {
          'seaworthy/findFiles': () => ({
            uris: [`${root}/Dockerfile`, `${root}/Dockerfile.unreadable`],
            isPartial: true,
          }),
        },
      },
      { files: emptyDisk },
    );
    await client.execute(pinWorkspace);
    const { message } = await client.inbox.next(showMessage);
    expect(message.split('\n')).toEqual([
      'Pinned 1 of 1 image.',
      matching(/^The workspace has more than could be looked at: 5000 files are the limit\./),
      '1 file could not be read: `Dockerfile.unreadable`.',
    ]);
  });

  it.each<[string, ClientOptions]>([
    [
      'a workspace that is not trusted',
      { initializationOptions: { ...opensFiles, isTrusted: false } },
    ],
    ['registries that are off', { settings: { registry: { enabled: false } } }],
  ])('reads and asks nothing for %s', async (_, options) => {
    const digests = recordingRegistry();
    const { client, editor } = await openWorkspace(
      { Dockerfile: 'FROM redis:8\n' },
      digests,
      options,
    );
    await client.execute(pinWorkspace);
    expect(await client.inbox.next(showMessage)).toMatchObject({ type: MessageType.Error });
    expect([editor.opened, digests.asked]).toEqual([[], []]);
  });
});

const emptyDisk = {
  read: () => Promise.resolve(undefined),
  secretFiles: () => Promise.resolve([]),
  findDocuments: () => Promise.resolve({ uris: [], isPartial: false }),
};

describe('the preview', () => {
  it('can be discarded, and nothing is said', async () => {
    const { client } = await openWorkspace({ Dockerfile: 'FROM redis:8\n' }, undefined, {
      answers: { [applyEdit]: () => ({ applied: false }) },
    });
    expect(await client.execute(pinWorkspace)).toBeNull();
    expect(client.inbox.all(showMessage)).toEqual([]);
  });

  it('is not spoken of where the editor has none', async () => {
    const { client } = await openWorkspace({ Dockerfile: 'FROM redis:8\n' }, undefined, {
      capabilities: { workspace: { workspaceEdit: { documentChanges: true } } },
      // Some editors leave what they changed unsaved and do not open it for us.
      answers: { [applyEdit]: () => ({ applied: true }) },
    });
    await client.execute(pinWorkspace);
    expect(await client.inbox.next(showMessage)).toEqual({
      type: MessageType.Info,
      message: 'Pinned 1 of 1 image.',
    });
  });

  it('can be applied in part, and the summary says that it was', async () => {
    const { client } = await openWorkspace({ Dockerfile: 'FROM redis:8\n' }, undefined, {
      answers: { [applyEdit]: () => ({ applied: true }) },
    });
    await client.execute(pinWorkspace);
    expect(await client.inbox.next(showMessage)).toEqual({
      type: MessageType.Warning,
      message: 'Pinned 1 of 1 image.\nWhat you left out in the preview stays as it was.',
    });
  });

  it('may fail, and the editor’s reason is told', async () => {
    const { client } = await openWorkspace({ Dockerfile: 'FROM redis:8\n' }, undefined, {
      answers: { [applyEdit]: () => ({ applied: false, failureReason: 'read-only' }) },
    });
    await client.execute(pinWorkspace);
    expect(await client.inbox.next(showMessage)).toEqual({
      type: MessageType.Error,
      message: 'Nothing was pinned: the editor did not make the change (read-only).',
    });
  });
});
