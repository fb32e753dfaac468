/** Debian's Chromium, one page per test, and sign-in to the back office. */

import AxeBuilder from "@axe-core/playwright";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { shop } from "./shop";

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

/** Fills in the hosted sign-in page. */
export async function fillSignIn(page: Page, credentials: typeof shop.admin): Promise<void> {
  await page.getByLabel("Username").fill(credentials.email);
  await page.getByLabel("Password").fill(credentials.password);
}

/** Opens a page of the back office and signs in on the way. */
export async function openAdmin(
  path = "/",
  credentials = shop.admin,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const page = await newPage(options);
  await page.goto(shop.admin_site + path);
  await fillSignIn(page, credentials);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${shop.admin_site}/**`);
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
