/**
 * A browser and who sits before it. Each person has a context of their own, as at a desk of their own; what the page complains about
 * (errors, refused contents, broken downloads) is kept and must be nothing when the test ends.
 */
import { execFileSync } from 'node:child_process';
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';

export const ADDRESS = inject('address');
/** Everybody's password in the demo. */
export const PASSWORD = 'refuge-in-dushanbe';

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** How long a thing may take to appear, in milliseconds. */
const PATIENCE = 15_000;

export type Language = 'tg' | 'ru' | 'en' | 'fa';
export type Theme = 'light' | 'dark';

interface Desk {
  language?: Language;
  theme?: Theme;
  width?: number;
  height?: number;
  reducedMotion?: 'reduce' | 'no-preference';
  /** Complaints that belong to the test, such as of a line that was cut. */
  expected?: RegExp;
}

let browser: Browser;
let open: { context: BrowserContext; complaints: string[] }[] = [];

beforeAll(async () => {
  const executablePath = process.env.PANOH_CHROMIUM ?? execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
  browser = await chromium.launch({ executablePath, args: QUIET });
});
afterAll(() => browser.close());
afterEach(async () => {
  const complaints = open.flatMap((it) => it.complaints);
  await Promise.all(open.map((it) => it.context.close()));
  open = [];
  expect(complaints).toEqual([]);
});

function watch(page: Page, complaints: string[], expected?: RegExp) {
  const complain = (text: string) => {
    if (!expected?.test(text)) complaints.push(`${new URL(page.url()).pathname}: ${text}`);
  };
  page.on('pageerror', (error) => complain(error.message));
  page.on('console', (message) => {
    // A refusal of the service is an answer; the screen shows it, and the browser's own line about it says nothing more.
    const refusal = /the server responded with a status of 4\d\d/.test(message.text());
    if (message.type() === 'error' && !refusal) complain(message.text());
  });
}

/** What is asked of the server and not answered yet. */
const asked = new WeakMap<Page, Set<Request>>();

function follow(page: Page) {
  const open = new Set<Request>();
  asked.set(page, open);
  page.on('request', (it) => open.add(it));
  page.on('requestfinished', (it) => open.delete(it));
  page.on('requestfailed', (it) => open.delete(it));
  page.on('framenavigated', (frame) => frame === page.mainFrame() && open.clear());
}

/** Sit down at a desk: an empty browser of its own. */
export async function desk({ language = 'en', theme = 'light', width = 1366, height = 768, ...rest }: Desk = {}) {
  const context = await browser.newContext({
    baseURL: ADDRESS,
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: rest.reducedMotion ?? 'reduce',
    timezoneId: 'Asia/Dushanbe',
    serviceWorkers: 'block',
  });
  context.setDefaultTimeout(PATIENCE);
  const complaints: string[] = [];
  open.push({ context, complaints });
  await context.addInitScript(
    ([chosen, shade]) => {
      localStorage.setItem('panoh.language', localStorage.getItem('panoh.language') ?? chosen);
      localStorage.setItem('panoh.theme', localStorage.getItem('panoh.theme') ?? shade);
      document.addEventListener('securitypolicyviolation', (it) =>
        console.error(`refused by the content security policy: ${it.violatedDirective} ${it.blockedURI}`),
      );
    },
    [language, theme] as const,
  );
  const page = await context.newPage();
  watch(page, complaints, rest.expected);
  follow(page);
  return page;
}

/** Sign in through the door, as a person does, in English or whatever the desk is set to. */
export async function signIn(page: Page, who: string, password = PASSWORD) {
  await page.goto('/');
  await page.locator('input[type=email]').fill(who.includes('@') ? who : `${who}@department.example`);
  await page.locator('input[type=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.locator('header a').first().waitFor();
}

/** Somebody at their desk, signed in. */
export async function person(who: string, at: Desk = {}) {
  const page = await desk(at);
  await signIn(page, who);
  return page;
}

/** Go to an address inside the client as a link does, without loading everything anew. */
export async function go(page: Page, path: string) {
  await page.goto(path);
  await settled(page);
}

/** How long nothing may be asked before a screen counts as come to rest, in milliseconds. */
const REST = 120;

/** Nothing is loading any more. */
export async function settled(page: Page) {
  await page.locator('#content').first().waitFor();
  for (let since = Date.now(); Date.now() - since < REST; ) {
    if ((asked.get(page)?.size ?? 0) > 0) since = Date.now();
    await page.waitForTimeout(20);
  }
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
}
