/** Product list: search, filters and pagination. */

import type { Locator, Page } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { asAdmin } from "../admin/staff";
import { newPage, useBrowser } from "../support/browser";
import { eventually, shop } from "../support/shop";

useBrowser();

/** Clicks a link and waits for the next page. */
async function follow(page: Page, way: Locator): Promise<void> {
  const arrived = page.waitForEvent("domcontentloaded");
  await way.click();
  await arrived;
}

async function filter(page: Page, choices: Record<string, string>): Promise<void> {
  for (const [name, label] of Object.entries(choices)) await page.getByLabel(name).selectOption({ label });
  await follow(page, page.getByRole("button", { name: "Apply filters" }));
}

const names = (page: Page) => page.locator(".card .name");

type Draft = { slug: string; base_price: { amount: number } };

/** Adds the cheapest product, one more than fits on a page, until the test ends. */
async function oneMore(name: string): Promise<void> {
  const staff = await asAdmin();
  const { items } = (await staff<{ items: Draft[] }>("GET", "/admin/products/export?limit=100")).body;
  const clamp = items.find(({ slug }) => slug === "spring-clamp");
  const price = { ...clamp?.base_price, amount: 250 };
  const put = async (active: boolean) => {
    const more = { ...clamp, slug: "one-more", name, base_price: price, images: [], active };
    await staff("POST", "/admin/products/import", { body: { dry_run: false, products: [more] } });
  };
  await put(true);
  onTestFinished(() => put(false));
  await eventually("the second page", async () => {
    const html = await (await fetch(`${shop.storefront}/products?sort=-price&page=2`)).text();
    return html.includes(name) ? true : undefined;
  });
}

describe("the list", () => {
  it("filters by text and price", async () => {
    const page = await newPage();
    await page.goto(shop.storefront);
    await page.getByRole("searchbox").fill("jointed from snout");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByText("1 product", { exact: true }).waitFor();
    await page.getByLabel(/Maximum price/).fill("10");
    await page.getByRole("button", { name: "Apply filters" }).click();
    await page.getByText("No products match. Try removing some filters.").waitFor();
    await page.getByRole("link", { name: "Clear filters" }).click();
    await page.getByText(/^\d+ products$/).waitFor();
  });

  it("filters by colour", async () => {
    const page = await newPage();
    await page.goto(`${shop.storefront}/products`);
    await filter(page, { Colour: "Pink" });
    await expect.poll(() => names(page).allTextContents()).toContain("Twisted vase");
    await expect.poll(() => names(page).allTextContents()).not.toContain("Articulated dragon");
  });

  it("filters by size and lead time", async () => {
    const page = await newPage();
    await page.goto(`${shop.storefront}/products`);
    await filter(page, { Category: "Toys" });
    await filter(page, { Size: "Small" });
    await expect.poll(() => names(page).allTextContents()).toEqual(["Articulated dragon"]);
    await follow(page, page.getByRole("link", { name: "Clear filters" }));
    await filter(page, { "Made within": "2 business days" });
    await expect.poll(() => names(page).allTextContents()).toContain("Snail cable winder");
    await expect.poll(() => names(page).allTextContents()).not.toContain("Articulated dragon");
  });

  it("has pages", async () => {
    await oneMore("One more");
    const page = await newPage();
    await page.goto(`${shop.storefront}/products?sort=-price`);
    const first = await names(page).allTextContents();
    await follow(page, page.getByRole("link", { name: "Next page" }));
    await page.getByText("Page 2", { exact: true }).waitFor();
    const second = await names(page).allTextContents();
    expect(first).toHaveLength(24);
    expect(second).toContain("One more");
    expect(first.filter((name) => second.includes(name))).toEqual([]);
    await follow(page, page.getByRole("link", { name: "Previous page" }));
    await page.getByText("Page 1", { exact: true }).waitFor();
    await expect.poll(() => names(page).allTextContents()).toEqual(first);
  });
});
