import assert from 'node:assert/strict';
import fetch from 'node-fetch';
import * as vscode from 'vscode';
import { startRealRegistry, type RealRegistry } from '../../support/real-registry.ts';
import { pushRelease, releaseOf, type Release } from '../../support/releases.ts';
import {
  actionAt,
  applyAction,
  closeEditors,
  openNewFile,
  rangeOf,
  ruleOf,
  runAction,
  untilDiagnostics,
  untilText,
  writeFile,
} from './editor.ts';
import { modesVariable, type SuiteModes } from './modes.ts';

const { missing } = JSON.parse(
  process.env[modesVariable] ?? '{"missing":["registries"],"modes":[]}',
) as SuiteModes;

const base = 'a base of Debian';
const first = releaseOf({
  version: '1.9.2',
  created: '2026-10-01T08:00:00Z',
  layers: [base, 'python 1.9.2'],
});
const second = releaseOf({
  version: '1.10.0',
  created: '2026-11-02T08:00:00Z',
  layers: [base, 'python 1.10.0'],
});
const rebuilt = releaseOf({
  version: '1.10.0',
  created: '2026-11-20T08:00:00Z',
  layers: [base, 'python 1.10.0, rebuilt'],
});
const attestedAgain = releaseOf({
  version: '1.10.0',
  created: '2026-11-02T08:00:00Z',
  layers: [base, 'python 1.10.0'],
  attempt: 2,
});
const slim = releaseOf({
  version: '1.10.0',
  created: '2026-11-02T08:00:00Z',
  layers: ['slim'],
});

describe('The life of a pin, with images that are pushed, moved and deleted', () => {
  if (missing.length > 0) {
    it.skip(`in docker-registry (needs ${missing.join(', ')})`);
    return;
  }
  let registry: RealRegistry;
  let name: string;
  let files = 0;

  before(async () => {
    registry = await startRealRegistry({ allowsDeletion: true });
    name = `${registry.host}/team/python`;
    await publish(first, '1.9.2', '1.9', '1.9.2-trixie');
    await publish(second, '1.10.0-trixie', '1.10.0', '1.10', '1', 'latest');
    await publish(slim, '1.10.0-slim', '1.10-slim', 'slim');
    await publish(first, '2.0.0rc1');
  });
  after(() => registry.close());
  afterEach(closeEditors);

  it('begins with a tag: completion has the newest stable one first, release candidates last', async () => {
    const document = await open(`FROM ${name}:1.9 AS build\n`);
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      rangeOf(document, '1.9').end,
      undefined,
      1,
    );
    const tags = inOrder(items.filter(({ kind }) => kind === vscode.CompletionItemKind.Value));
    assert.deepEqual(tags.slice(0, 2), ['1.10', '1.9']);
    assert.equal(tags.at(-1), '2.0.0rc1');
    assert.equal(tags.length, 12);
    const [resolved] = items.filter(({ documentation }) => documentation !== undefined);
    const told = resolved?.documentation;
    const text = typeof told === 'string' ? told : (told?.value ?? '');
    assert.match(text, /linux\/amd64/);
    assert.match(text, /stands for sha256:[0-9a-f]{64} now/);
  });

  it('names what `latest` is today, and pins it', async () => {
    const document = await open(`FROM ${name}:latest\nUSER app\n`);
    const title = `Use the most descriptive tag of ${name}:latest and pin it`;
    await applyAction(await actionAt(document, `${name}:latest`, title));
    await untilText(document, `FROM ${name}:1.10.0-trixie@${second.index.digest}\nUSER app\n`);
    await vscode.commands.executeCommand('undo');
    await untilText(document, `FROM ${name}:latest\nUSER app\n`);
  });

  it('can end: unpinning gives the bytes before the pin', async () => {
    const text = `# the base\r\nFROM --platform=linux/arm64 "${name}:1.10" AS base\r\nUSER app\r\n`;
    const document = await open(text);
    await vscode.commands.executeCommand('seaworthy.pinAllImages');
    const pinned = text.replace(':1.10', `:1.10@${second.index.digest}`);
    await untilText(document, pinned);
    const title = `Unpin ${name}:1.10`;
    await applyAction(await actionAt(document, `${name}:1.10`, title, 'refactor.rewrite'));
    await untilText(document, text);
  });

  it('tells its digest to the clipboard', async () => {
    const document = await open(pinnedTo(second, '1.10'));
    const title = `Copy the digest of ${name}:1.10`;
    const action = await actionAt(document, `${name}:1.10`, title, 'refactor.rewrite');
    await runAction(action);
    assert.equal(await vscode.env.clipboard.readText(), second.index.digest);
  });

  it('finds the pin of one platform, and takes the index in its place', async () => {
    const [amd64] = second.images;
    const document = await open(`FROM ${name}:1.10@${amd64.manifest.digest}\nUSER app\n`);
    await vscode.commands.executeCommand('seaworthy.checkPins');
    const [diagnostic] = await untilDiagnostics(document, has('image-single-platform-pin'));
    assert.ok(diagnostic);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      diagnostic.range,
      vscode.CodeActionKind.QuickFix.value,
      20,
    );
    const fix = actions.find(
      ({ edit, title }) => edit !== undefined && title.includes('all platforms'),
    );
    assert.ok(fix, JSON.stringify(actions.map(({ title }) => title)));
    await applyAction(fix);
    await untilText(document, pinnedTo(second, '1.10'));
  });

  it('sees a digest that is none of the tag', async () => {
    const document = await open(pinnedTo(first, '1.10'));
    await vscode.commands.executeCommand('seaworthy.checkPins');
    const diagnostics = await untilDiagnostics(document, has('image-tag-mismatch'));
    assert.match(JSON.stringify(diagnostics.map(({ message }) => message)), /1\.9\.2/);
  });

  it('takes new attestations of the same image for no news', async () => {
    await publish(attestedAgain, '1.10');
    const document = await open(pinnedTo(second, '1.10'));
    await restartToAskAnew();
    await vscode.commands.executeCommand('seaworthy.updatePins');
    await vscode.commands.executeCommand('seaworthy.checkPins');
    assert.equal(document.getText(), pinnedTo(second, '1.10'));
    assert.deepEqual(outdated(document), []);
  });

  it('sees that the tag has moved, with a hint at the end of the line, and follows it', async () => {
    await publish(rebuilt, '1.10');
    const document = await open(pinnedTo(second, '1.10'));
    await restartToAskAnew();
    await vscode.commands.executeCommand('seaworthy.checkPins');
    const diagnostics = await untilDiagnostics(document, has('image-digest-outdated'));
    assert.match(JSON.stringify(diagnostics.map(({ message }) => message)), /18 days/);

    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      'vscode.executeInlayHintProvider',
      document.uri,
      new vscode.Range(0, 0, 2, 0),
    );
    assert.equal(hints.length, 1);
    assert.deepEqual(hints[0]?.position, document.lineAt(0).range.end);

    await vscode.commands.executeCommand('seaworthy.updatePins');
    await untilText(document, pinnedTo(rebuilt, '1.10'));
    await vscode.commands.executeCommand('undo');
    await untilText(document, pinnedTo(second, '1.10'));
  });

  it('is looked after without a command, once the registry is allowed to be asked', async () => {
    await publish(second, '1.9-watched');
    const document = await open(pinnedTo(first, '1.9-watched'));
    const settings = vscode.workspace.getConfiguration('seaworthy');
    const setting = 'backgroundChecks.registries';
    assert.deepEqual(settings.get(setting), []);
    await settings.update(setting, [registry.host], vscode.ConfigurationTarget.Global);
    try {
      await untilDiagnostics(document, has('image-digest-outdated'));
    } finally {
      await settings.update(setting, undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('sees that the image is gone', async () => {
    const doomed = releaseOf({ version: '0.1.0', created: '2026-01-01T00:00:00Z', layers: ['x'] });
    await publish(doomed, '0.1.0');
    const document = await open(pinnedTo(doomed, '0.1.0'));
    await deleteManifest(doomed.index.digest);
    await vscode.commands.executeCommand('seaworthy.checkPins');
    const diagnostics = await untilDiagnostics(document, has('image-digest-missing'));
    const [diagnostic] = diagnostics.filter((each) => ruleOf(each) === 'image-digest-missing');
    assert.equal(diagnostic?.severity, vscode.DiagnosticSeverity.Error);
  });

  it('goes into `.env` where the reference stands there, by the same undoable edit', async () => {
    await writeFile('life/.env', `BASE=${name}:1.9 # ours\n`);
    const text = `services:\n  api:\n    image: \${BASE}\n  worker:\n    image: ${name}:1.9.2\n`;
    const document = await openNewFile('life/compose.yaml', text);
    const environment = await vscode.workspace.openTextDocument(
      vscode.Uri.joinPath(document.uri, '../.env'),
    );
    await vscode.commands.executeCommand('seaworthy.pinAllImages');
    const digest = first.index.digest;
    await untilText(environment, `BASE=${name}:1.9@${digest} # ours\n`);
    await untilText(document, text.replace('1.9.2', `1.9.2@${digest}`));
    await environment.save();
  });

  it('needs one variable for the whole reference, and gets one', async () => {
    const document = await open(`ARG VERSION=1.9\nFROM ${name}:\${VERSION}\nUSER app\n`);
    const word = `${name}:\${VERSION}`;
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      rangeOf(document, word),
      'refactor.rewrite',
    );
    const action = actions.find(({ title }) => title.includes('one variable'));
    assert.ok(action, JSON.stringify(actions.map(({ title }) => title)));
    await runAction(action);
    await untilText(
      document,
      `ARG VERSION=1.9\nARG PYTHON_IMAGE=${name}:1.9\nFROM \${PYTHON_IMAGE}\nUSER app\n`,
    );
    await vscode.commands.executeCommand('seaworthy.pinAllImages');
    await untilText(
      document,
      `ARG VERSION=1.9\nARG PYTHON_IMAGE=${name}:1.9@${first.index.digest}\nFROM \${PYTHON_IMAGE}\nUSER app\n`,
    );
  });

  async function publish(release: Release, ...tags: readonly string[]): Promise<void> {
    await pushRelease(release, 'team/python', tags, registry);
  }

  async function open(text: string): Promise<vscode.TextDocument> {
    return openNewFile(`life-${String(++files)}.dockerfile`, text);
  }

  function pinnedTo({ index }: Release, tag: string): string {
    return `FROM ${name}:${tag}@${index.digest}\nUSER app\n`;
  }

  async function deleteManifest(digest: string): Promise<void> {
    const url = `${registry.url}/v2/team/python/manifests/${digest}`;
    const { status } = await fetch(url, { method: 'DELETE' });
    assert.equal(status, 202);
  }
});

/** Answers about tags count for a minute; a new server has none. */
async function restartToAskAnew(): Promise<void> {
  await vscode.commands.executeCommand('seaworthy.restartServer');
}

function has(rule: string) {
  return (diagnostics: readonly vscode.Diagnostic[]): boolean =>
    diagnostics.some((diagnostic) => ruleOf(diagnostic) === rule);
}

function outdated(document: vscode.TextDocument): readonly vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter((diagnostic) => ruleOf(diagnostic) === 'image-digest-outdated');
}

function inOrder(items: readonly vscode.CompletionItem[]): readonly string[] {
  return [...items]
    .sort((one, other) => ((one.sortText ?? '') < (other.sortText ?? '') ? -1 : 1))
    .map(({ label }) => (typeof label === 'string' ? label : label.label));
}
