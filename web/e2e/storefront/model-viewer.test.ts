/** The 3D view of a product. */

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { expectAccessible, newPage, useBrowser } from "../support/browser";
import { shop } from "../support/shop";

useBrowser();

const PRODUCT = `${shop.storefront}/products/twisted-vase`;

/** Records the files fetched for the 3D view. */
function fetched(page: Page): string[] {
  const files: string[] = [];
  page.on("request", (request) => {
    const name = new URL(request.url()).pathname;
    if (name.endsWith(".glb") || name.endsWith("/viewer.js")) files.push(name.replace(/^.*[/]/, ""));
  });
  return files;
}

function withoutWebGl(): void {
  HTMLCanvasElement.prototype.getContext = () => null;
}

describe("the 3D view", () => {
  it("loads on request, follows the colour and closes again", async () => {
    const page = await newPage();
    const files = fetched(page);
    await page.goto(PRODUCT, { waitUntil: "networkidle" });
    expect(files).toEqual([]);
    await page.getByRole("button", { name: "View in 3D" }).click();
    await page.getByText("Rotate with the mouse").waitFor();
    expect(files).toHaveLength(2);
    const viewer = page.locator("model-viewer");
    const colour = () => viewer.evaluate((shown: HTMLElement & { variantName: string }) => shown.variantName);
    await expect.poll(() => colour()).toBe("Deep petrol");
    await page.getByLabel("Rose").check();
    await expect.poll(colour).toBe("Rose");
    await expect.poll(() => page.locator("#picture").isVisible()).toBe(false);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Back to image" }).click();
    await expect.poll(() => viewer.count()).toBe(0);
    await expect.poll(() => page.locator("#picture").isVisible()).toBe(true);
  });

  it.each([
    ["the file does not come", (page: Page) => page.route("**/*.glb", (route) => route.abort())],
    ["the browser has no WebGL", (page: Page) => page.addInitScript(withoutWebGl)],
  ])("shows an error and the image if %s", async (_, spoil) => {
    const page = await newPage();
    await spoil(page);
    await page.goto(PRODUCT);
    await page.getByRole("button", { name: "View in 3D" }).click();
    await page.getByText("The 3D view cannot be shown in this browser.").waitFor();
    await expect.poll(() => page.locator("#picture").isVisible()).toBe(true);
    await expect.poll(() => page.locator("model-viewer").count()).toBe(0);
  });

  it("is not offered with reduced motion or without a model", async () => {
    const page = await newPage({ reducedMotion: "reduce" });
    await page.goto(PRODUCT, { waitUntil: "networkidle" });
    await expect.poll(() => page.getByRole("button", { name: "View in 3D" }).isVisible()).toBe(false);
    const other = await newPage();
    await other.goto(`${shop.storefront}/products/hex-bit-holder`, { waitUntil: "networkidle" });
    await expect.poll(() => other.getByRole("button", { name: "View in 3D" }).count()).toBe(0);
  });
});
