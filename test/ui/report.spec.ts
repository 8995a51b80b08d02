/// <reference types="mocha" />
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { findChromium, launchChromium, openLocalPage } from '../../scripts/vscode/browser.ts';
import { ensureVscodeServer } from '../../scripts/vscode/install.ts';
import { createLifetime, subfolder } from '../../scripts/vscode/lifetime.ts';
import { packageExtension } from '../../scripts/vscode/package.ts';
import { startServer, type RunningServer } from '../../scripts/vscode/server.ts';
import { hostileTexts } from '../support/hostile-image.ts';
import { startRealRegistry, type RealRegistry } from '../support/real-registry.ts';
import { pushRelease, releaseOf } from '../support/releases.ts';
import { calmWindow, pictureFolder } from './pictures.ts';
import { pythonReleases } from './python-releases.ts';
import { accessibilityProblems, chooseTheme, reportFrame, themedFrame } from './report-frame.ts';
import {
  editorOf,
  insist,
  narrowSideBar,
  openNotifications,
  openWorkbench,
  runCommand,
  until,
} from './workbench.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const hostile = releaseOf({
  version: hostileTexts.join(' ').slice(0, 4000),
  created: '2026-11-18T10:15:00Z',
  layers: ['base', 'app'],
  user: '<b>root</b>',
  environment: hostileTexts.map((text, index) => `KEY_${String(index)}=${text.slice(0, 1000)}`),
  labels: Object.fromEntries(
    hostileTexts.map((text, index) => [`label.${String(index)}`, text.slice(0, 1000)]),
  ),
});

describe('The report on an image in a window of VS Code, with docker-registry', function () {
  this.bail(true);

  const lifetime = createLifetime();
  const folder = lifetime.temporaryFolder('seaworthy-report');
  const opened: { close(): Promise<void> }[] = [];
  let registry: RealRegistry;
  let running: RunningServer;
  let page: Page;

  before(async () => {
    registry = await startRealRegistry();
    opened.push(registry);
    await pushRelease(pythonReleases.current, 'team/python', ['3.14'], registry);
    await pushRelease(hostile, 'team/hostile', ['1'], registry);
    running = await startServer(lifetime, {
      server: await ensureVscodeServer(),
      vsix: [packageExtension(folder)],
      automation: true,
      settings: { ...calmWindow, 'window.autoDetectHighContrast': false },
      machineSettings: { 'seaworthy.registries': { [registry.host]: { plainHttp: true } } },
    });
    opened.push(running);
    const browser = await launchChromium(findChromium() ?? '');
    opened.push(browser);
    page = await openLocalPage(browser);
  });

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    await picture('report-failed');
    console.error(await (await openNotifications(page)).allInnerTexts(), asked().slice(-20));
  });

  after(async () => {
    for (const each of opened.reverse()) await each.close();
    lifetime.end();
  });

  it('shows what is known in a hover, and asks nobody for that', async () => {
    await openFile('report/Dockerfile', `FROM ${registry.host}/team/python:3.14\nUSER app\n`);
    await reportLink('report/Dockerfile');
    await picture('image-hover');
    assert.deepEqual(asked(), []);
  });

  it('opens from the link of the hover, and answers the five questions', async () => {
    await (await reportLink('report/Dockerfile')).click();
    const frame = await reportFrame(page, 'Asked 20');
    for (const question of [
      'Who made this?',
      'What is in it?',
      "What's really in it?",
      'Is this what I think it is?',
      'What is it running on?',
    ])
      await frame.getByRole('heading', { name: question }).waitFor();
    await until(() => asked().length > 0, 'the log of the registry');
    assert.ok(
      asked().every((line) => /\/v2\/(?:team\/python\/.*)? \d+$/.test(line)),
      asked().join('\n'),
    );
  });

  const themes = [
    ['Light Modern', 'vscode-light'],
    ['Dark Modern', 'vscode-dark'],
    ['Dark High Contrast', 'vscode-high-contrast'],
    ['Light High Contrast', 'vscode-high-contrast-light'],
  ] as const;
  for (const [theme, kind] of themes)
    it(`can be read by everybody in the theme ${theme}`, async () => {
      await chooseTheme(page, theme);
      const frame = await themedFrame(page, 'Asked 20', kind);
      assert.deepEqual(await accessibilityProblems(frame), []);
      await picture(`image-report-${theme.toLowerCase().replaceAll(' ', '-')}`);
    });

  it('is used by the keyboard alone: the first key leads to the answers, and another closes it', async () => {
    await chooseTheme(page, 'Light Modern');
    const frame = await themedFrame(page, 'Asked 20', 'vscode-light');
    await frame.locator('body').click({ position: { x: 5, y: 5 } });
    await page.keyboard.press('Tab');
    const focused = (): Promise<string> =>
      frame.evaluate('document.activeElement?.textContent ?? ""');
    assert.equal(await focused(), 'Skip to the answers');
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'Ask again');
    const before = asked().length;
    await page.keyboard.press('Enter');
    await until(() => asked().length > before, 'the registry to be asked again');
    await runCommand(page, 'View: Close Editor');
    await page.locator('iframe.webview').first().waitFor({ state: 'detached' });
  });

  it('shows a hostile image as text', async () => {
    await openFile('hostile/Dockerfile', `FROM ${registry.host}/team/hostile:1\nUSER app\n`);
    const link = await reportLink('hostile/Dockerfile');
    await link.click();
    const frame = await reportFrame(page, 'Asked 20');
    assert.match(await frame.locator('body').innerText(), /<script>alert\(1\)<\/script>/);
    assert.equal(await frame.locator('main script, main img, main iframe').count(), 0);
    const links: readonly string[] = await frame.evaluate(
      `[...document.links].map(({ href }) => href)`,
    );
    for (const target of links)
      assert.match(target, /^(?:https?:|command:seaworthy\.renewImageReport\?)/);
    assert.deepEqual(await accessibilityProblems(frame), []);
  });

  /** Hovers over the image in the first line until the link to its report is there. */
  async function reportLink(file: string): Promise<Locator> {
    const line = editorOf(page, file).locator('.view-line').first();
    const link = page
      .locator('.monaco-hover:visible')
      .getByRole('link', { name: 'Open image report' });
    await insist(async () => {
      await page.mouse.move(0, 0);
      await line.hover({ force: true, position: { x: 120, y: 8 } });
    }, link);
    return link;
  }

  /** What was asked for, as far as the registry's log has it by now; what was pushed before is none of it. */
  function asked(): readonly string[] {
    return registry.requests().filter((line) => /^(?:GET|HEAD) /.test(line));
  }

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
