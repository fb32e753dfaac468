/** Gallery: images of chosen variants and of clicked thumbnails. */

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { expectAccessible, newPage, useBrowser } from "../support/browser";
import { shop } from "../support/shop";

useBrowser();

async function open(): Promise<Page> {
  const page = await newPage();
  await page.goto(`${shop.storefront}/products/articulated-dragon`);
  await page.getByRole("img", { name: /^Red articulated dragon/ }).waitFor();
  return page;
}

describe("the gallery", () => {
  it("follows the colour, and ignores choices without an image", async () => {
    const page = await open();
    await page.getByLabel("Forest green").check();
    const green = page.getByRole("img", { name: /^Green articulated dragon/ });
    await expect
      .poll(() => green.evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(0);
    await page.getByLabel("Medium (24 cm)").check();
    await green.waitFor();
    await expectAccessible(page);
  });

  it("shows the clicked image, also by keyboard", async () => {
    const page = await open();
    await page.getByRole("link", { name: "Show image 4" }).click();
    await page.getByRole("img", { name: /^Teal articulated dragon/ }).waitFor();
    await page.getByRole("link", { name: "Show image 3" }).press("Enter");
    await page.getByRole("img", { name: /^Midnight blue articulated dragon/ }).waitFor();
  });

  it("puts the image of the chosen colour into the cart", async () => {
    const page = await open();
    await page.getByLabel("Ocean teal").check();
    const file = await page.getByRole("link", { name: "Show image 4" }).getAttribute("href");
    await page.getByRole("button", { name: "Add to cart" }).click();
    await page.getByRole("link", { name: "View cart" }).click();
    const stem = file?.replace(/\.\w+$/, "");
    await expect.poll(() => page.locator(".lines img").getAttribute("src")).toContain(stem);
  });
});
