// Gives browser tests the whole program as a person gets it: a server started from the command line, and pages that report every violation and error.
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { after } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type Browser, type BrowserContext, type Locator, type Page, chromium } from 'playwright-core';
import { csrfHeader } from '../../src/contract/page-token.ts';
import { sessionCookie } from '../../src/edge/http/identify.ts';
import { pageTokenOf } from '../../src/edge/http/page-token.ts';
import { end, newInstallation, startWith } from './installation.ts';

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

export interface Served {
  /** where the first tenant lives */
  readonly origin: string;
  /** the first owner's one-time link */
  readonly ownerLink: string;
  /** the folder of its data */
  readonly data: string;
}

/** Starts the program with data of its own, in which nothing was done yet. */
export async function startStrongroom(): Promise<Served> {
  const data = await newInstallation();
  folders.push(data);
  const { process: child, text } = await startWith(data);
  started.push(child);
  const link = /(https?:\/\/[^\s/]+)\/link#\S+/.exec(text)!;
  return { origin: link[1]!, ownerLink: link[0], data };
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

export const chromiumArgs = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function visit(options: VisitOptions = {}): Promise<Visit> {
  browser ??= await chromium.launch({
    executablePath: process.env['STRONGROOM_CHROMIUM'] ?? '/usr/bin/chromium',
    args: chromiumArgs,
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

/** What the page adds to a change of its session. */
export async function pageHeaders(page: Page): Promise<Record<string, string>> {
  const session = (await page.context().cookies(page.url())).find(({ name }) => name === sessionCookie);
  return session === undefined ? {} : { [csrfHeader]: pageTokenOf(session.value) };
}

/** Asks the API with the cookies of the visit, as the page itself would. Answers the parsed body. */
export async function ask<T = Record<string, unknown>>(
  { page }: Visit,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const headers = {
    ...(method === 'GET' ? {} : await pageHeaders(page)),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const answer = await page.evaluate(
    async ([m, p, h, b]) => {
      const response = await fetch(`/api/v1${p}`, { method: m, headers: h, ...(b === null ? {} : { body: b }) });
      return { status: response.status, text: await response.text() };
    },
    [method, path, headers, body === undefined ? null : JSON.stringify(body)] as const,
  );
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
  return JSON.parse(answer.text === '' ? 'null' : answer.text) as T;
}

/** Today, for as long as a test takes: with less than two minutes to midnight it is the next day that is waited for. */
export async function lastingToday(): Promise<string> {
  const left = 86_400_000 - (Date.now() % 86_400_000);
  if (left < 120_000) await pause(left + 1_000);
  return new Date().toISOString().slice(0, 10);
}

/** The message at the foot of the page; the same words are also said to screen readers, out of sight. */
export function toast(page: Page, text: string): Locator {
  return page.locator('.toast', { hasText: text });
}

const axeSource = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** Which rules are asked. Colours: all that can come out otherwise when the same page is shown dark. */
const axeRules = {
  everything: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  colours: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
};

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly html: readonly string[];
}

/**
 * What axe finds wrong, one line each; empty when the page is clean. Only what is wrong comes back from the page: a report of all
 * that is right weighs megabytes, and takes longer than looking.
 */
export async function axeFindings(page: Page, what: keyof typeof axeRules = 'everything'): Promise<string[]> {
  await stillness(page);
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axeSource);
  const options = { runOnly: axeRules[what], resultTypes: ['violations'], preload: false };
  const violations = await page.evaluate<Violation[]>(`axe.run(document, ${JSON.stringify(options)}).then((r) =>
    r.violations.map(({ id, impact, nodes }) => ({ id, impact, html: nodes.map((n) => n.html.slice(0, 200)) })))`);
  return violations.map((v) => `${v.id} (${v.impact}): ${v.html.join(' | ')}`);
}

/** Waits until a condition holds in the page; written as text that the page itself would not be let evaluate. */
export const until = (page: Page, condition: string): Promise<void> =>
  comes(() => page.evaluate<boolean>(condition), true, condition);

/**
 * Reads until what is read is what it has to be. After a click or a key the page may take a moment, and how long is not what a test asks.
 * Not for what must never have been there: a message that goes away by itself would pass.
 */
export async function comes<T>(read: () => Promise<T>, expected: T | RegExp, message?: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const value = await read();
    if (expected instanceof RegExp ? expected.test(String(value)) : value === expected) return;
    if (tries === 300) {
      if (expected instanceof RegExp) assert.match(String(value), expected, message);
      else assert.equal(value, expected, message);
    }
    await pause(100);
  }
}

/** Waits until nothing on the page is at work and what moves for a moment has come to rest. */
const stillness = (page: Page): Promise<void> =>
  until(
    page,
    `document.querySelector('[aria-busy=true]') === null && document.getAnimations().every((a) =>
      a.playState !== 'running' || a.effect.getComputedTiming().iterations === Infinity)`,
  );

/** Which element has the focus, as a person would name it. */
export async function focused(page: Page): Promise<string> {
  return await page.evaluate<string>(`(() => {
    const e = document.activeElement;
    return (e.getAttribute('role') ?? e.tagName.toLowerCase()) + ' ' + (e.getAttribute('aria-label') ?? e.textContent.trim().slice(0, 60));
  })()`);
}
