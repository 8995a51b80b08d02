/// <reference types="mocha" />
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { findChromium, launchChromium, openLocalPage } from '../../scripts/vscode/browser.ts';
import { ensureVscodeServer } from '../../scripts/vscode/install.ts';
import { createLifetime, subfolder } from '../../scripts/vscode/lifetime.ts';
import { packageExtension } from '../../scripts/vscode/package.ts';
import { startServer, type RunningServer } from '../../scripts/vscode/server.ts';
import { startRealRegistry, type RealRegistry } from '../support/real-registry.ts';
import { pushRelease } from '../support/releases.ts';
import { pictureFolder, calmWindow } from './pictures.ts';
import { pythonReleases as python } from './python-releases.ts';
import {
  completions,
  editorOf,
  goToLineEnd,
  insist,
  narrowSideBar,
  openNotifications,
  chooseQuickFix,
  openQuickFixes,
  openWorkbench,
  quickPicks,
  runCommand,
  squigglesOf,
  until,
} from './workbench.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('The life of a pin in a window of VS Code, with docker-registry as a mirror', function () {
  this.bail(true);

  const lifetime = createLifetime();
  const folder = lifetime.temporaryFolder('seaworthy-life');
  const opened: { close(): Promise<void> }[] = [];
  let registry: RealRegistry;
  let running: RunningServer;
  let page: Page;

  before(async () => {
    registry = await startRealRegistry({ allowsDeletion: true });
    opened.push(registry);
    await pushRelease(python.old, 'library/python', ['3.13.9-trixie', '3.13.9', '3.13'], registry);
    await pushRelease(
      python.current,
      'library/python',
      ['3.14.1-trixie', '3.14.1', '3.14', '3', 'latest'],
      registry,
    );
    await pushRelease(
      python.slim,
      'library/python',
      ['3.14.1-slim-trixie', '3.14-slim', 'slim'],
      registry,
    );
    await pushRelease(
      python.alpine,
      'library/python',
      ['3.14.1-alpine', '3.14-alpine', 'alpine'],
      registry,
    );
    await pushRelease(python.preview, 'library/python', ['3.15.0a2'], registry);
    running = await startServer(lifetime, {
      server: await ensureVscodeServer(),
      vsix: [packageExtension(folder)],
      automation: true,
      settings: { ...calmWindow, 'editor.fontSize': 12, 'editor.suggest.showStatusBar': true },
      machineSettings: { 'seaworthy.registries': { 'docker.io': { mirror: registry.url } } },
    });
    opened.push(running);
    const browser = await launchChromium(findChromium() ?? '');
    opened.push(browser);
    page = await openLocalPage(browser);
  });

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    await picture('life-failed');
    console.error(
      await (await openNotifications(page)).allInnerTexts(),
      registry.requests().slice(-20),
    );
  });

  after(async () => {
    for (const each of opened.reverse()) await each.close();
    lifetime.end();
  });

  it('completes a tag, the newest stable one first, and tells what it stands for', async () => {
    await openFile('completion/Dockerfile', 'FROM python:3.1\nUSER app\n');
    const editor = editorOf(page, 'completion/Dockerfile');
    await squigglesOf(editor).or(editor.locator('.view-line')).first().waitFor();
    await insist(async () => {
      await page.keyboard.press('Escape');
      await goToLineEnd(page, 1);
      await page.keyboard.press('Control+Space');
    }, completions(page).first());
    const labels = await completions(page).allInnerTexts();
    assert.match(labels[0] ?? '', /^3\.14\b/);
    await insist(
      () => page.keyboard.press('Control+Space'),
      page.locator('.suggest-details:visible', { hasText: 'It stands for sha256:' }),
    );
    await picture('tag-completion');
    await page.keyboard.press('Enter');
    await editor.locator('.view-line', { hasText: 'FROM python:3.14' }).waitFor();
  });

  it('asks no registry while somebody only types a tag', async () => {
    await openFile('typing/Dockerfile', 'FROM node\nFROM python:\nUSER app\n');
    await squigglesOf(editorOf(page, 'typing/Dockerfile')).first().waitFor();
    const before = registry.requests().length;
    await goToLineEnd(page, 2);
    await page.keyboard.type('la', { delay: 120 });
    // VS Code opens no list where one key follows another before it has settled.
    await insist(
      async () => {
        await page.keyboard.press('Backspace');
        await page.keyboard.type('a');
      },
      completions(page).filter({ hasText: 'latest' }).first(),
    );
    assert.deepEqual(registry.requests().slice(before), []);
  });

  it('lists smaller variants with their sizes, and takes the chosen one', async () => {
    await openFile('smaller/Dockerfile', 'FROM python:latest\nUSER app\n');
    const editor = editorOf(page, 'smaller/Dockerfile');
    const fixes = await openQuickFixes(page, squigglesOf(editor).first());
    await fixes
      .filter({ hasText: 'Use the most descriptive tag of python:latest' })
      .first()
      .waitFor();
    await picture('quick-fix-tags');
    const slim = quickPicks(page).filter({ hasText: 'slim' }).first();
    const title = 'Look for smaller variants of python:latest';
    await chooseQuickFix(page, squigglesOf(editor).first(), title, slim);
    await picture('smaller-variants');
    await slim.click();
    await editor.locator('.view-line', { hasText: 'FROM python:slim' }).waitFor();
  });

  it('tells that the tag of a pin has moved, at the end of the line too', async () => {
    const { old } = python;
    await openFile('update/Dockerfile', `FROM python:3.14@${old.index.digest}\nUSER app\n`);
    const editor = editorOf(page, 'update/Dockerfile');
    await editor.locator('.view-line').first().click();
    await runCommand(page, 'Seaworthy: Check Pins in This File');
    await squigglesOf(editor).first().waitFor();
    await editor.locator('.view-line', { hasText: 'built' }).waitFor();
    await picture('pin-outdated');
  });

  it('shows both images side by side before a pin is updated', async () => {
    const editor = editorOf(page, 'update/Dockerfile');
    const change = page.locator('.monaco-diff-editor .view-line', { hasText: 'openssl' }).first();
    const place = squigglesOf(editor).first();
    await chooseQuickFix(page, place, 'Update the pin of python:3.14', change);
    await picture('update-review');
    await page.locator('.editor-actions a[aria-label^="Update Pin"]').click();
    const digest = python.current.index.digest;
    await editor.locator('.view-line', { hasText: digest.slice(0, 20) }).waitFor();
    await page.keyboard.press('Control+s');
    const file = path.join(folder, 'update/Dockerfile');
    const wanted = `FROM python:3.14@${digest}\nUSER app\n`;
    await until(() => readFileSync(file, 'utf8') === wanted, 'the file to be saved');
  });

  it('pins a whole workspace after a preview, and one Undo takes it back', async () => {
    const workspace = subfolder(folder, 'workspace');
    const files = {
      'api.Dockerfile': 'FROM python:3.14 AS build\nFROM python:3.14-slim\nUSER app\n',
      'web.Dockerfile': 'FROM python:3.13\nUSER app\n',
      'compose.yaml': 'services:\n  job:\n    image: python:3.14-alpine\n',
    };
    for (const [name, text] of Object.entries(files))
      writeFileSync(path.join(workspace, name), text);
    await openWorkbench(page, running, workspace, path.join(workspace, 'compose.yaml'));
    await editorOf(page, 'workspace/compose.yaml').locator('.view-line').first().click();
    await runCommand(page, 'Seaworthy: Pin All Images in the Workspace');
    const preview = page.locator('.bulk-edit-panel');
    await preview.locator('.monaco-list-row', { hasText: 'python:3.14-alpine' }).first().waitFor();
    await picture('workspace-preview');
    await page.getByRole('button', { name: 'Apply' }).click();
    const read = (name: string): string => readFileSync(path.join(workspace, name), 'utf8');
    await until(() => read('web.Dockerfile').includes('@sha256:'), 'the pins to be saved');
    await until(() => read('api.Dockerfile').split('@sha256:').length === 3, 'both pins');
    await editorOf(page, 'workspace/compose.yaml').locator('.view-line').first().click();
    await page.keyboard.press('Control+z');
    // A window that scripts drive asks no questions: "Undo in 3 Files" is what it takes.
    await page.keyboard.press('Control+k');
    await page.keyboard.press('s');
    await until(
      () => Object.entries(files).every(([name, text]) => read(name) === text),
      'every file to be as before',
    );
  });

  it('pins 300 files with 60 images by 60 requests, and one Undo takes all back', async function () {
    this.timeout(180_000);
    const tags = Array.from({ length: 60 }, (_, index) => `1.${String(index)}`);
    await pushRelease(python.alpine, 'library/many', tags, registry);
    const workspace = subfolder(folder, 'many');
    const files = Array.from({ length: 300 }, (_, index) => {
      const references = Array.from({ length: 1000 }, (_value, each) => each)
        .filter((each) => each % 300 === index)
        .map((each) => `FROM many:${tags[each % 60] ?? ''}\n`);
      return {
        file: path.join(workspace, `${String(index)}.Dockerfile`),
        text: references.join(''),
      };
    });
    for (const { file, text } of files) writeFileSync(file, text);
    const [first] = files;
    assert.ok(first);
    await openWorkbench(page, running, workspace, first.file);
    const line = editorOf(page, 'many/0.Dockerfile').locator('.view-line').first();
    await line.click();
    await until(() => registry.requests().some((each) => each.includes('/many/')), 'the log');
    const before = registry.requests().length;
    await runCommand(page, 'Seaworthy: Pin All Images in the Workspace');
    const apply = page.getByRole('button', { name: 'Apply' });
    await apply.waitFor({ timeout: 120_000 });
    await apply.click();
    const digest = python.alpine.index.digest;
    const states = (): readonly boolean[] =>
      files.map(({ file, text }) => {
        const now = readFileSync(file, 'utf8');
        return now === text.replaceAll(/(many:\S+)/g, `$1@${digest}`);
      });
    await until(() => states().every(Boolean), 'all files to be pinned and saved');
    const asked = registry.requests().slice(before);
    assert.equal(asked.length, 60, asked.join('\n'));
    assert.ok(asked.every((each) => each.startsWith('HEAD /v2/library/many/manifests/1.')));
    const messages = await openNotifications(page);
    await messages.filter({ hasText: 'Pinned 1000 of 1000 images in 300 files.' }).waitFor();
    await line.click();
    await page.keyboard.press('Control+z');
    await line.filter({ hasNotText: '@sha256' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.press('s');
    await until(
      () => files.every(({ file, text }) => readFileSync(file, 'utf8') === text),
      'every file to be as before',
    );
  });

  async function openFile(name: string, text: string): Promise<void> {
    const file = path.join(subfolder(folder, path.dirname(name)), path.basename(name));
    writeFileSync(file, text);
    await openWorkbench(page, running, path.dirname(file), file);
    await narrowSideBar(page, 180);
  }

  async function picture(name: string): Promise<void> {
    await page.screenshot({ path: path.join(root, pictureFolder, `${name}.png`) });
  }
});
