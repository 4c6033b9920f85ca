// Gives browser tests the whole program as a person gets it: a server started from the command line, and pages that report every violation and error.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, type Locator, type Page, chromium } from 'playwright-core';

const checkout = join(import.meta.dirname, '..', '..');

/** Why there is no browser; undefined when there is one. To be given to `test` as `skip`. */
export const noBrowser: string | undefined = process.env['STRONGROOM_NO_BROWSER'];

const started: ChildProcess[] = [];
const folders: string[] = [];
let browser: Browser | undefined;

after(async () => {
  await browser?.close();
  await Promise.all(started.map((child) => end(child)));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  await new Promise((done) => server.close(done));
  return address.port;
}

/** The environment without settings of ours: a test must not run with somebody's own. */
function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('STRONGROOM_')));
}

export interface Served {
  /** where the first tenant lives */
  readonly origin: string;
  /** the first owner's one-time link */
  readonly ownerLink: string;
}

/** Starts the program with data of its own and waits until it prints where it serves. */
export async function startStrongroom(): Promise<Served> {
  const data = mkdtempSync(join(tmpdir(), 'strongroom-e2e-'));
  folders.push(data);
  const child = spawn(process.execPath, [join(checkout, 'src/main.ts'), 'start'], {
    cwd: checkout,
    env: { ...inherited(), STRONGROOM_DATA: data, STRONGROOM_PORT: String(await freePort()) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let text = '';
  return await new Promise((done, fail) => {
    const read = (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const link = /(https?:\/\/[^\s/]+)\/link#\S+/.exec(text);
      if (link !== null && text.includes('Ctrl-C')) done({ origin: link[1]!, ownerLink: link[0] });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => fail(new Error(`Strongroom ended with ${code} before it served:\n${text}`)));
  });
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** what the content policy, the page or the console complained about */
  readonly complaints: string[];
}

export interface VisitOptions {
  readonly width?: number;
  readonly dark?: boolean;
  /** a screen that is touched; phones always are */
  readonly touch?: boolean;
  /** cookies of a visit before */
  readonly as?: Awaited<ReturnType<BrowserContext['storageState']>>;
}

/** Refusals a test asks for show in the console as failed loads: they are the server's business, not a fault of the page. */
const expected = /Failed to load resource: the server responded with a status of \d\d\d/;

export async function visit(options: VisitOptions = {}): Promise<Visit> {
  browser ??= await chromium.launch({
    executablePath: process.env['STRONGROOM_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const width = options.width ?? 1440;
  const context = await browser.newContext({
    viewport: { width, height: width < 720 ? 844 : 860 },
    hasTouch: options.touch === true || width < 720,
    colorScheme: options.dark === true ? 'dark' : 'light',
    reducedMotion: 'reduce',
    ...(options.as === undefined ? {} : { storageState: options.as }),
  });
  const page = await context.newPage();
  // another test may keep both cores busy
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  await page.exposeFunction('complain', (text: string) => void complaints.push(text));
  await page.addInitScript({
    content: `document.addEventListener('securitypolicyviolation', (e) =>
      window.complain('content policy: ' + e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample))`,
  });
  page.on('response', (response) => {
    if (response.status() >= 500)
      complaints.push(`${response.status()} ${response.request().method()} ${response.url()}`);
  });
  page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    // a header the browser does not understand is only a warning to it
    const about = message.type() === 'error' || /Permissions-Policy|Content-Security-Policy/.test(message.text());
    if (about && !expected.test(message.text())) complaints.push(`console: ${message.text()}`);
  });
  return { page, context, complaints };
}

export const owner = {
  name: 'Maria Lindqvist',
  email: 'maria@office.example',
  password: 'a quiet heron walks at dawn',
} as const;

/** Becomes the first owner by the one-time link. */
export async function becomeOwner(page: Page, served: Served): Promise<void> {
  await page.goto(served.ownerLink);
  await page.getByLabel('Your name').fill(owner.name);
  await page.getByLabel('Email address').fill(owner.email);
  await page.getByLabel('Password', { exact: true }).fill(owner.password);
  await page.getByRole('button', { name: 'Open the vault' }).click();
  await page.getByRole('heading', { name: 'Today' }).waitFor();
}

export async function signIn(page: Page, served: Served): Promise<void> {
  await page.goto(`${served.origin}/`);
  await page.getByLabel('Email address').fill(owner.email);
  await page.getByLabel('Password', { exact: true }).fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Today' }).waitFor();
}

/** Asks the API with the cookies of the visit, as the page itself would. Answers the parsed body. */
export async function ask<T = Record<string, unknown>>(
  { page }: Visit,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const answer = await page.evaluate(
    async ([m, p, b]) => {
      const response = await fetch(`/api/v1${p}`, {
        method: m,
        ...(b === null ? {} : { body: b, headers: { 'content-type': 'application/json' } }),
      });
      return { status: response.status, text: await response.text() };
    },
    [method, path, body === undefined ? null : JSON.stringify(body)] as const,
  );
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
  return JSON.parse(answer.text === '' ? 'null' : answer.text) as T;
}

/** The message at the foot of the page; the same words are also said to screen readers, out of sight. */
export function toast(page: Page, text: string): Locator {
  return page.locator('.toast', { hasText: text });
}

/** Rules that look at colours: all that can come out otherwise when the same page is shown dark. */
const ofColours = ['color-contrast', 'link-in-text-block'];

/** What axe finds wrong, one line each; empty when the page is clean. */
export async function axeFindings(page: Page, what: 'everything' | 'colours' = 'everything'): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (
    what === 'colours'
      ? axe.withRules(ofColours)
      : axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
  )
    // the pages have no frames whose findings would have to be gathered on a page of its own
    .setLegacyMode(true)
    .analyze();
  return violations.map((v) => `${v.id} (${v.impact}): ${v.nodes.map((n) => n.html.slice(0, 200)).join(' | ')}`);
}

/** Which element has the focus, as a person would name it. */
export async function focused(page: Page): Promise<string> {
  return await page.evaluate<string>(`(() => {
    const e = document.activeElement;
    return (e.getAttribute('role') ?? e.tagName.toLowerCase()) + ' ' + (e.getAttribute('aria-label') ?? e.textContent.trim().slice(0, 60));
  })()`);
}
