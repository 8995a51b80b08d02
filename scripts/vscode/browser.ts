import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

const candidates = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
] as const;

/** The Chromium to drive: `$CHROMIUM`, or the system's. */
export function findChromium(): string | undefined {
  const wanted = process.env['CHROMIUM'];
  return (wanted === undefined ? candidates : [wanted]).find((file) => existsSync(file));
}

/** How to get what `findChromium` did not find. */
export const chromiumHint = 'Chromium (apt-get install chromium, or set CHROMIUM to its path)';

export async function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page that reaches this machine alone: a test must not depend on what the outside answers. */
export async function openLocalPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.route(
    ({ hostname }) => hostname !== '127.0.0.1',
    (route) => route.abort(),
  );
  return page;
}
