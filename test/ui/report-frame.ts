import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Frame, Page } from 'playwright-core';
import { quickInput, quickPicks, until } from './workbench.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The document of the report in front, once it says `text`. */
export async function reportFrame(page: Page, text: string): Promise<Frame> {
  let found: Frame | undefined;
  await until(async () => {
    for (const frame of page.frames()) {
      if (!frame.url().includes('fake.html')) continue;
      const body = await frame
        .locator('body')
        .innerText({ timeout: 1_000 })
        .catch(() => '');
      if (body.includes(text)) found = frame;
    }
    return found !== undefined;
  }, `a report with "${text}"`);
  if (found === undefined) throw new Error('there is no report');
  return found;
}

/**
 * What axe-core finds wrong with a document for people who see, hear or use it in other ways: one line each. It looks at the page
 * as VS Code shows it, with the colours of its theme, but where scripts run: in the report itself none does.
 */
export async function accessibilityProblems(frame: Frame): Promise<readonly string[]> {
  const html = await frame.evaluate<string>('document.documentElement.outerHTML');
  const browser = frame.page().context().browser();
  if (browser === null) throw new Error('there is no browser');
  const context = await browser.newContext({ bypassCSP: true, offline: true });
  try {
    const copy = await context.newPage();
    await copy.setContent(`<!doctype html>${html}`);
    await copy.evaluate(axe);
    const { violations, passes } = await copy.evaluate<AxeResults>('axe.run(document)');
    if (!passes.some(({ id }) => id === 'color-contrast')) return ['no contrast was looked at'];
    return violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help} (${nodes.map(({ html: place, any }) => `${place.slice(0, 200)} ${any[0]?.message ?? ''}`).join('; ')})`,
    );
  } finally {
    await context.close();
  }
}

/** Chooses a colour theme by its name, as a person does. */
export async function chooseTheme(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Control+t');
  await quickInput(page).waitFor();
  await quickInput(page).fill(name);
  await quickPicks(page).filter({ hasText: name }).first().waitFor();
  await page.keyboard.press('Enter');
  await quickInput(page).waitFor({ state: 'detached' });
}

/** Waits until VS Code has told the page which kind of theme there is. */
export async function themedFrame(page: Page, text: string, kind: string): Promise<Frame> {
  const frame = await reportFrame(page, text);
  await until(
    async () => (await frame.evaluate('document.body.dataset.vscodeThemeKind')) === kind,
    `the theme of kind ${kind}`,
  );
  return frame;
}
