import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll } from 'vitest';

// Where Debian, Ubuntu, Fedora and macOS put it.
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The Chromium of this machine, or that of CHROMIUM_PATH; undefined when there is none, which is printed once. */
export const CHROMIUM = [process.env.CHROMIUM_PATH ?? '', ...PLACES].find((place) => place !== '' && existsSync(place));

if (CHROMIUM === undefined) console.log('left out: tests in a browser; install chromium, or set CHROMIUM_PATH');

/** A page with what it tried to do. */
export interface WatchedPage {
  readonly page: Page;
  /** addresses it asked for, itself among them */
  readonly requests: string[];
  /** those of them that its own policy refused, so that nothing was sent */
  readonly refused: string[];
  /** texts of dialogs it opened */
  readonly dialogs: string[];
  /** what the browser complained about: refused scripts, bad markup of pictures */
  readonly complaints: string[];
}

/** Opens files in one headless browser for a test file; the browser ends with the tests. */
export function browser(): (file: string, options?: BrowserContextOptions) => Promise<WatchedPage> {
  let launched: Promise<Browser> | undefined;
  afterAll(async () => (await launched)?.close());
  return async (file, options = {}) => {
    // A container has no user namespaces for the sandbox; the pages are our own.
    launched ??= chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
    const context = await (await launched).newContext(options);
    const page = await context.newPage();
    const watched: WatchedPage = { page, requests: [], refused: [], dialogs: [], complaints: [] };
    page.on('request', (request) => watched.requests.push(request.url()));
    page.on('requestfailed', (request) => {
      if (request.failure()?.errorText === 'csp') watched.refused.push(request.url());
    });
    page.on('console', (message) => watched.complaints.push(message.text()));
    page.on('pageerror', (error) => watched.complaints.push(error.message));
    page.on('dialog', async (dialog) => {
      watched.dialogs.push(dialog.message());
      await dialog.dismiss();
    });
    await page.goto(`file://${file}`);
    return watched;
  };
}
