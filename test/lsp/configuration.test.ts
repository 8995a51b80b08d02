import { describe, expect, it } from 'vitest';
import { sampleFiles, type SampleFiles } from '../support/files.ts';
import {
  connect,
  modernClient,
  plainClient,
  type LanguageClient,
} from '../support/language-client.ts';

const root = 'file:///project';
const uri = `${root}/app/Dockerfile`;
const configUri = `${root}/seaworthy.yaml`;
const refresh = 'workspace/diagnostic/refresh';
const quiet = 'rules: { image-no-tag: off }\n';

async function rulesIn(client: LanguageClient, of = uri): Promise<readonly unknown[]> {
  const report = await client.pull(of);
  return report.kind === 'full' ? report.items.map(({ code }) => code) : ['unchanged'];
}

function connectWith(files: SampleFiles, settings?: unknown): Promise<LanguageClient> {
  return connect({ capabilities: modernClient, folders: [root], settings }, { files });
}

describe('a configuration file', () => {
  it('holds for the files below it', async () => {
    const client = await connectWith(sampleFiles({ [configUri]: quiet }));
    client.open(uri, 'FROM redis\n');
    expect(await rulesIn(client)).toEqual([]);
  });

  it('gives way to a nearer one', async () => {
    const near = { [`${root}/app/.seaworthy.yaml`]: 'profile: recommended\n' };
    const client = await connectWith(sampleFiles({ [configUri]: quiet, ...near }));
    client.open(uri, 'FROM redis\n');
    expect(await rulesIn(client)).toEqual(['image-no-tag']);
  });

  it('above the workspace is not read', async () => {
    const files = sampleFiles({ 'file:///seaworthy.yaml': quiet });
    const client = await connectWith(files);
    client.open(uri, 'FROM redis\n');
    expect(await rulesIn(client)).toEqual(['image-no-tag']);
    expect(files.asked.filter((asked) => !asked.startsWith(`${root}/`))).toEqual([]);
  });

  it('wins over the settings of the editor, rule by rule', async () => {
    const settings = { rules: { 'image-no-tag': 'error', 'user-root': 'off' } };
    const client = await connectWith(sampleFiles({ [configUri]: quiet }), settings);
    client.open(uri, 'FROM redis\nUSER root\n');
    expect(await rulesIn(client)).toEqual([]);
  });

  it('can leave out files and silence rules for some of them', async () => {
    const overrides = "overrides: [{ files: ['app/**'], rules: { image-no-tag: off }, reason: x }]";
    const client = await connectWith(
      sampleFiles({ [configUri]: `exclude: [vendor]\n${overrides}\n` }),
    );
    for (const [path, expected] of [
      ['app/Dockerfile', []],
      ['vendor/a/Dockerfile', []],
      ['Dockerfile', ['image-no-tag']],
    ] as const) {
      client.open(`${root}/${path}`, 'FROM redis\n');
      expect(await rulesIn(client, `${root}/${path}`)).toEqual(expected);
    }
  });

  it('can silence a rule for one service', async () => {
    const text = 'overrides: [{ services: [b*], rules: { image-no-tag: off }, reason: x }]\n';
    const client = await connectWith(sampleFiles({ [configUri]: text }));
    const compose = `${root}/compose.yaml`;
    client.open(compose, 'services:\n  a: {image: redis}\n  build: {image: nginx}\n', 'yaml');
    const report = await client.pull(compose);
    expect(report).toMatchObject({ kind: 'full', items: [{ range: { start: { line: 1 } } }] });
  });

  it('that is edited re-grades what is open at once', async () => {
    const client = await connectWith(sampleFiles({}));
    client.open(uri, 'FROM redis\n');
    expect(await rulesIn(client)).toEqual(['image-no-tag']);
    client.open(configUri, '', 'yaml');
    client.change(configUri, 2, { text: quiet });
    await client.inbox.next(refresh);
    expect(await rulesIn(client)).toEqual([]);
  });

  it('that is broken leaves the last valid one in force and shows where', async () => {
    const client = await connectWith(sampleFiles({}));
    client.open(configUri, quiet, 'yaml');
    client.open(uri, 'FROM redis\n');
    expect(await rulesIn(client)).toEqual([]);
    client.change(configUri, 2, { text: 'rules: [\n' });
    expect(await rulesIn(client)).toEqual([]);
    expect(await client.pull(configUri)).toMatchObject({
      items: [{ code: 'config-syntax', severity: 1 }],
    });
  });

  it('shows an unknown rule with what was probably meant', async () => {
    const client = await connectWith(sampleFiles({}));
    client.open(configUri, 'rules: { user-rot: off }\n', 'yaml');
    expect(await client.pull(configUri)).toMatchObject({
      items: [
        {
          range: { start: { line: 0, character: 9 }, end: { line: 0, character: 17 } },
          severity: 2,
          message: 'There is no rule `user-rot`. Did you mean `user-root`?',
        },
      ],
    });
  });

  it('that changes on disk re-grades what is open', async () => {
    const files = sampleFiles({});
    const client = await connectWith(files);
    client.open(uri, 'FROM redis\n');
    expect(await rulesIn(client)).toEqual(['image-no-tag']);
    files.content.set(configUri, quiet);
    void client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: configUri, type: 1 }],
    });
    await client.inbox.next(refresh);
    expect(await rulesIn(client)).toEqual([]);
  });

  it('is pushed to clients that cannot ask', async () => {
    const client = await connect(
      { capabilities: plainClient, folders: [root] },
      { files: sampleFiles({}) },
    );
    client.open(configUri, 'profil: strict\n', 'yaml');
    expect(await client.inbox.next('textDocument/publishDiagnostics')).toMatchObject({
      uri: configUri,
      diagnostics: [{ message: 'There is no key `profil`. Did you mean `profile`?' }],
    });
  });
});

describe('the files around a document', () => {
  it('count as they are open, not as they are on disk', async () => {
    const base = `${root}/base.yaml`;
    const files = sampleFiles({ [base]: 'services: {b: {build: .}}\n' });
    const client = await connectWith(files);
    const compose = `${root}/compose.yaml`;
    const text = 'services:\n  a:\n    extends: {file: base.yaml, service: b}\n    image: redis\n';
    client.open(compose, text, 'yaml');
    expect(await rulesIn(client, compose)).toEqual([]);
    client.open(base, 'services: {b: {restart: always}}\n', 'yaml');
    await client.inbox.next(refresh);
    expect(await rulesIn(client, compose)).toEqual(['image-no-tag']);
  });

  it('that look like secrets are told where a build copies its whole folder', async () => {
    const files = sampleFiles({ [`${root}/app/.env`]: 'A=b\n' });
    const client = await connectWith(files);
    client.open(uri, 'FROM alpine:3.22\nCOPY . /app\nUSER 1000\n');
    expect(await rulesIn(client)).toEqual(['context-includes-secrets']);
    files.content.set(`${root}/app/.dockerignore`, '.env\n');
    void client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: `${root}/app/.dockerignore`, type: 1 }],
    });
    await client.inbox.next(refresh);
    expect(await rulesIn(client)).toEqual([]);
  });
});
