/** How pages of the back office are looked at. */

import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { openAdmin } from "../support/browser";

/** A phone, upright. */
export const NARROW = { viewport: { width: 360, height: 800 } };

export const DARK = { colorScheme: "dark" } as const;

/** That a phone's page is as wide as the phone: what does not fit scrolls inside of its own frame. */
export async function expectFits(page: Page): Promise<void> {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(NARROW.viewport.width);
}

/** Waits until something is in this state, as its label says. */
export async function expectState(page: Page, state: string): Promise<void> {
  await page.locator(".MuiChip-label", { hasText: state }).first().waitFor();
}

/** That these places can be reached on a phone without moving the page. */
export async function expectReachable(...places: Locator[]): Promise<void> {
  for (const place of places) {
    const { x, width } = (await place.boundingBox()) ?? { x: Number.NaN, width: 0 };
    expect(x, String(place)).toBeGreaterThanOrEqual(0);
    expect(x + width, String(place)).toBeLessThanOrEqual(NARROW.viewport.width);
  }
}

/** The list of products whose names hold this. */
export function openList(name: string, options?: BrowserContextOptions): Promise<Page> {
  const filter = encodeURIComponent(JSON.stringify({ q: name }));
  return openAdmin(`/products?filter=${filter}`, undefined, options);
}

/** Saves what is shown, and waits until it is. */
export async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save" }).click();
  const told = page.getByText("Saved.", { exact: true });
  await told.waitFor();
  await told.waitFor({ state: "hidden" });
}
