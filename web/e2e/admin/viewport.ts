/** Viewports and checks shared by the back office's tests. */

import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { openAdmin } from "../support/browser";

/** A phone in portrait. */
export const NARROW = { viewport: { width: 360, height: 800 } };

export const DARK = { colorScheme: "dark" } as const;

/** Asserts that the page is not wider than a phone; wide content scrolls in its own frame. */
export async function expectFits(page: Page): Promise<void> {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(NARROW.viewport.width);
}

/** Waits for a chip with this state. */
export async function expectState(page: Page, state: string): Promise<void> {
  await page.locator(".MuiChip-label", { hasText: state }).first().waitFor();
}

/** Asserts that these elements are inside a phone's viewport without scrolling sideways. */
export async function expectReachable(...places: Locator[]): Promise<void> {
  for (const place of places) {
    const { x, width } = (await place.boundingBox()) ?? { x: Number.NaN, width: 0 };
    expect(x, String(place)).toBeGreaterThanOrEqual(0);
    expect(x + width, String(place)).toBeLessThanOrEqual(NARROW.viewport.width);
  }
}

/** Opens the product list filtered by name. */
export function openList(name: string, options?: BrowserContextOptions): Promise<Page> {
  const filter = encodeURIComponent(JSON.stringify({ q: name }));
  return openAdmin(`/products?filter=${filter}`, undefined, options);
}

/** Saves the form and waits for the confirmation to come and go. */
export async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save" }).click();
  const confirmation = page.getByText("Saved.", { exact: true });
  await confirmation.waitFor();
  await confirmation.waitFor({ state: "hidden" });
}
