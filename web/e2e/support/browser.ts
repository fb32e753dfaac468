/** Debian's Chromium, one page per test, and a session in the back office. */

import AxeBuilder from "@axe-core/playwright";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { makeStaff, shop } from "./shop";
import { type Credentials, enrol } from "./sign-in";

/** Launch options; Chromium makes no network requests of its own. */
export const launchOptions = {
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

let browser: Browser;

/** Starts the browser before this file's tests and closes it after them. */
export function useBrowser(): void {
  beforeAll(async () => {
    browser = await chromium.launch(launchOptions);
  });
  afterAll(() => browser.close());
}

/**
 * Opens a page that is closed after the test. The test fails if a script threw or violated the Content Security
 * Policy.
 */
export async function newPage(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    locale: "en-GB",
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (line) => {
    if (line.text().includes("Content Security Policy")) faults.push(line.text());
  });
  page.setDefaultTimeout(15_000);
  onTestFinished(async () => {
    await context.close();
    expect(faults).toEqual([]);
  });
  return page;
}

/** Cookies of an admin made for this file: a code signs in only once, so its pages share a session. */
let adminSession: ReturnType<typeof signInAsAdmin> | undefined;

async function signInAsAdmin() {
  const page = await openAdmin("/", makeStaff("admin"));
  return { cookies: await page.context().cookies(), origins: [] };
}

/** Opens a page of the back office as an admin, or signs this new member of staff in on the way. */
export async function openAdmin(
  path = "/",
  credentials?: Credentials,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const session = credentials ? {} : { storageState: await (adminSession ??= signInAsAdmin()) };
  const page = await newPage({ ...options, ...session });
  const signedIn = page.waitForResponse(`${shop.api}/oauth2/token`, { timeout: 30_000 });
  await page.goto(shop.admin_site + path);
  if (credentials) await enrol(page, credentials);
  await signedIn;
  return page;
}

/** Waits for animations: a half faded-in element has half the contrast. */
async function animationsFinished(): Promise<void> {
  const animations = document
    .getAnimations()
    .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(animations.map(({ finished }) => finished));
}

/** Asserts that axe finds nothing serious or critical on the page. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(animationsFinished);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(" ")}`)).toEqual([]);
}
