/// <reference types="mocha" />
import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { startSampleRegistry, type SampleRegistry } from '../../scripts/start/sample-registry.ts';
import { findChromium, launchChromium, openLocalPage } from '../../scripts/vscode/browser.ts';
import { ensureVscodeServer } from '../../scripts/vscode/install.ts';
import { createLifetime, subfolder } from '../../scripts/vscode/lifetime.ts';
import { packageExtension } from '../../scripts/vscode/package.ts';
import { startServer, type RunningServer } from '../../scripts/vscode/server.ts';
import {
  indexDigest,
  sendChallenge,
  sendIndex,
  startFakeRegistry,
} from '../support/fake-registry.ts';
import { calmWindow, pictureFolder } from './pictures.ts';
import {
  answerQuickInput,
  editorOf,
  narrowSideBar,
  openFromExplorer,
  openHover,
  openNotifications,
  openQuickFixes,
  openWorkbench,
  problems,
  quickFixes,
  quickInput,
  squigglesOf,
  until,
} from './workbench.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const results = path.join(root, 'test-results/screenshots');
const pictures = path.join(root, pictureFolder);
const image = 'node:lts-alpine';
const rule = 'image-floating-tag';

describe('The window of VS Code with the packaged extension', function () {
  this.bail(true);

  const lifetime = createLifetime();
  const folder = lifetime.temporaryFolder('seaworthy-window');
  const dockerfile = path.join(folder, 'examples/Dockerfile');
  const opened: { close(): Promise<void> }[] = [];
  let registry: SampleRegistry;
  let running: RunningServer;
  let page: Page;

  before(async () => {
    cpSync(path.join(root, 'examples'), path.join(folder, 'examples'), { recursive: true });
    registry = await startSampleRegistry([image]);
    opened.push(registry);
    running = await startServer(lifetime, {
      server: await ensureVscodeServer(),
      vsix: [packageExtension(folder)],
      automation: true,
      settings: calmWindow,
      machineSettings: { 'seaworthy.registries': { 'docker.io': { mirror: registry.url } } },
    });
    opened.push(running);
    const browser = await launchChromium(findChromium() ?? '');
    opened.push(browser);
    page = await openLocalPage(browser);
    await openWorkbench(page, running, path.join(folder, 'examples'), dockerfile);
    await narrowSideBar(page, 180);
  });

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    await picture('failed', results);
    console.error(await (await openNotifications(page)).allInnerTexts(), registry.requests);
  });

  after(async () => {
    for (const each of opened.reverse()) await each.close();
    lifetime.end();
  });

  it('underlines a reference and explains it with a link to the rule', async () => {
    const place = squigglesOf(editorOf(page, 'Dockerfile')).first();
    const hover = await openHover(page, place, image);
    const link = await hover.getByRole('link', { name: rule }).getAttribute('href');
    assert.match(link ?? '', new RegExp(`^https:.*${rule}`));
    await picture('dockerfile-diagnostics');
  });

  it('offers to pin the reference, asking no registry yet', async () => {
    await page.keyboard.press('Escape');
    await squigglesOf(editorOf(page, 'Dockerfile')).first().click({ force: true });
    await page.keyboard.press('Control+.');
    await quickFixes(page)
      .filter({ hasText: `Pin ${image} to its digest` })
      .waitFor();
    assert.deepEqual(registry.requests, []);
    await picture('quick-fix-pin');
  });

  it('pins it: the saved file differs by the digest alone', async () => {
    const before = readFileSync(dockerfile, 'utf8');
    const editor = editorOf(page, 'Dockerfile');
    const warnings = await squigglesOf(editor).count();
    await quickFixes(page)
      .filter({ hasText: `Pin ${image} to its digest` })
      .click();
    await editor.locator('.view-line', { hasText: '@sha256:' }).waitFor();
    await page.keyboard.press('Control+s');
    const wanted = before.replace(image, `${image}@${registry.digestOf(image)}`);
    await until(() => readFileSync(dockerfile, 'utf8') === wanted, 'the file to be saved');
    assert.equal(registry.requests.length, 1, registry.requests.join('\n'));
    await until(async () => (await squigglesOf(editor).count()) < warnings, 'its squiggle to go');
    await picture('pinned');
  });

  it('lists what a Compose file grants in the Problems panel', async () => {
    await openFromExplorer(page, 'compose.yaml');
    await page.keyboard.press('Control+Shift+m');
    await problems(page).filter({ hasText: 'privileged-container' }).first().waitFor();
    await problems(page).filter({ hasText: 'docker-socket-mounted' }).first().waitFor();
    await page.mouse.move(700, 300);
    await picture('compose-problems');
  });

  it('says in a sentence why an image could not be pinned, and leaves the file alone', async () => {
    const file = path.join(subfolder(folder, 'unknown'), 'Dockerfile');
    writeFileSync(file, 'FROM unknown:latest\nUSER app\n');
    await openWorkbench(page, running, path.dirname(file), file);
    const editor = editorOf(page, 'unknown/Dockerfile');
    const fixes = await openQuickFixes(page, squigglesOf(editor).first());
    await fixes.filter({ hasText: 'Pin unknown:latest to its digest' }).click();
    const messages = await openNotifications(page);
    await messages.filter({ hasText: 'Could not pin `unknown:latest`' }).waitFor();
    assert.ok(registry.requests.some((line) => line.includes('unknown')));
    assert.equal(await editor.locator('.view-line', { hasText: '@sha256:' }).count(), 0);
  });

  it('signs in where an image is private, and pins it then', async () => {
    const [account, password] = ['alice', 'open sesame'];
    const wanted = `Basic ${Buffer.from(`${account}:${password}`).toString('base64')}`;
    const closed = await startFakeRegistry(({ headers }, response) => {
      if (headers.authorization === wanted) sendIndex(response);
      else sendChallenge(response, 'Basic realm="test"');
    });
    opened.push(closed);
    const name = `${closed.host}/team/app`;
    const file = path.join(subfolder(folder, 'private'), 'Dockerfile');
    writeFileSync(file, `FROM ${name}:latest\nUSER app\n`);
    await openWorkbench(page, running, path.dirname(file), file);
    const editor = editorOf(page, 'private/Dockerfile');
    const pin = async (): Promise<void> => {
      const fixes = await openQuickFixes(page, squigglesOf(editor).first());
      await fixes.filter({ hasText: `Pin ${name}:latest to its digest` }).click();
    };

    await pin();
    const messages = await openNotifications(page);
    await messages.filter({ hasText: 'wants to know who asks' }).hover();
    await picture('sign-in-offered', results);
    await messages.getByRole('button', { name: 'Sign In' }).click();
    assert.equal(await quickInput(page).inputValue(), closed.host);
    await answerQuickInput(page, 'The registry as images name it', closed.host);
    await answerQuickInput(page, 'User name', account);
    await picture('sign-in', results);
    await answerQuickInput(page, 'Password or access token', password);
    await pin();
    await editor.locator('.view-line', { hasText: `@${indexDigest}` }).waitFor();
    const headers = closed.requests.map(({ headers: { authorization } }) => authorization);
    assert.ok(headers.includes(wanted) && headers.includes(undefined), headers.join('\n'));
  });

  async function picture(name: string, directory = pictures): Promise<void> {
    await page.screenshot({ path: path.join(directory, `${name}.png`) });
  }
});
