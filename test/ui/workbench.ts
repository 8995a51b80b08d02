import { setTimeout as delay } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import type { RunningServer } from '../../scripts/vscode/server.ts';

const patience = 30_000;

/** Opens the window over a folder with one file in the editor, and waits until it takes keys. */
export async function openWorkbench(
  page: Page,
  running: RunningServer,
  folder: string,
  file: string,
): Promise<void> {
  page.setDefaultTimeout(patience);
  await page.goto(running.pageUrl(folder, [['openFile', running.remoteUri(file)]]));
  await page.waitForFunction('globalThis.driver !== undefined');
  await page.evaluate('globalThis.driver.whenWorkbenchRestored()');
}

/** The editor of a file, by the end of its path. */
export function editorOf(page: Page, file: string): Locator {
  return page.locator(`.editor-instance .monaco-editor[data-uri$="/${file}"]`);
}

/** The underlines in an editor, from top to bottom. */
export function squigglesOf(editor: Locator): Locator {
  return editor.locator('[class*="squiggly-"]');
}

/** Gives the editor more of the window's width. */
export async function narrowSideBar(page: Page, width: number): Promise<void> {
  const box = await page.locator('.part.sidebar').boundingBox();
  if (box === null) return;
  await page.mouse.move(box.x + box.width, 300);
  await page.mouse.down();
  await page.mouse.move(box.x + width, 300, { steps: 5 });
  await page.mouse.up();
}

/** Opens a file from the Explorer. */
export async function openFromExplorer(page: Page, file: string): Promise<Locator> {
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: file }).dblclick();
  const editor = editorOf(page, file);
  await editor.waitFor();
  return editor;
}

/** Hovers over a place until the popup that explains it is complete, and gives its part with `text`. */
export async function openHover(page: Page, place: Locator, text: string): Promise<Locator> {
  const popup = page.locator('.monaco-hover:visible');
  await insist(
    async () => {
      await page.mouse.move(0, 0);
      await place.hover({ force: true });
    },
    popup.getByRole('button', { name: 'Quick Fix' }),
  );
  return popup.locator('.hover-row', { hasText: text });
}

/** Clicks a place, opens the menu of quick fixes there and gives its entries. */
export async function openQuickFixes(page: Page, place: Locator): Promise<Locator> {
  const fixes = quickFixes(page);
  await insist(async () => {
    await page.keyboard.press('Escape');
    await place.click({ force: true });
    await page.keyboard.press('Control+.');
  }, fixes.first());
  return fixes;
}

/** Chooses a quick fix until what it does is to be seen. */
export async function chooseQuickFix(
  page: Page,
  place: Locator,
  title: string,
  outcome: Locator,
): Promise<void> {
  await insist(async () => {
    const fixes = await openQuickFixes(page, place);
    await fixes.filter({ hasText: title }).first().click();
  }, outcome);
}

/** Does again what a person would: while extensions start, VS Code drops popups it was asked for. */
export async function insist(act: () => Promise<void>, outcome: Locator): Promise<void> {
  const deadline = Date.now() + patience;
  for (;;) {
    await act();
    const isLast = Date.now() > deadline;
    const seen = outcome.waitFor({ timeout: 3_000 }).then(() => true);
    if (await (isLast ? seen : seen.catch(() => false))) return;
  }
}

/** The entries of the open menu of quick fixes. */
export function quickFixes(page: Page): Locator {
  return page.locator('.action-widget .monaco-list-row.action');
}

/** The rows of the Problems panel. */
export function problems(page: Page): Locator {
  return page.locator('.markers-panel .monaco-list-row');
}

/** The messages behind the bell; a window that scripts drive does not pop them up. */
export async function openNotifications(page: Page): Promise<Locator> {
  await page.locator('[id="status.notifications"]').click();
  return page.locator('.notifications-center .notification-list-item');
}

/** The box at the top of the window that asks for a line of text. */
export function quickInput(page: Page): Locator {
  return page.locator('.quick-input-widget:visible .quick-input-box input');
}

/** Types an answer into that box once it asks for `prompt`. */
export async function answerQuickInput(page: Page, prompt: string, answer: string): Promise<void> {
  await page.locator('.quick-input-widget:visible', { hasText: prompt }).waitFor();
  await quickInput(page).fill(answer);
  await page.keyboard.press('Enter');
}

/** Runs a command of the palette. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await quickInput(page).waitFor();
  await quickInput(page).fill(`>${title}`);
  await quickPicks(page).filter({ hasText: title }).first().waitFor();
  await page.keyboard.press('Enter');
}

/** The rows of the list below the box at the top of the window. */
export function quickPicks(page: Page): Locator {
  return page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row');
}

/** The rows of the list of completions. */
export function completions(page: Page): Locator {
  return page.locator('.suggest-widget.visible .monaco-list-row');
}

/** Puts the cursor behind the end of a line of the editor in front. */
export async function goToLineEnd(page: Page, line: number): Promise<void> {
  await page.keyboard.press('Control+g');
  await quickInput(page).fill(`:${String(line)}`);
  await page.keyboard.press('Enter');
  await page.keyboard.press('End');
}

/** Waits for what announces no change, such as a file on disk. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}`);
    await delay(50);
  }
}
