/** Finding something: words, filters, pages. */

import type { Page } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { asAdmin } from "../admin/staff";
import { newPage, useBrowser } from "../support/browser";
import { eventually, shop } from "../support/shop";

useBrowser();

async function filter(page: Page, choices: Record<string, string>): Promise<void> {
  for (const [name, label] of Object.entries(choices)) await page.getByLabel(name).selectOption({ label });
  await page.getByRole("button", { name: "Apply filters" }).click();
}

const names = (page: Page) => page.locator(".card .name").allTextContents();

/** A product more than one page shows, until the test is over. */
async function oneMore(slug: string): Promise<void> {
  const staff = await asAdmin();
  type Documents = { items: Record<string, unknown>[] };
  const [first] = (await staff<Documents>("GET", "/admin/products/export?limit=1")).body.items;
  const put = async (active: boolean) => {
    const more = { ...first, slug, name: "One more", images: [], active };
    await staff("POST", "/admin/products/import", { body: { dry_run: false, products: [more] } });
  };
  await put(true);
  onTestFinished(() => put(false));
  await eventually("the second page", async () => {
    const html = await (await fetch(`${shop.storefront}/products`)).text();
    return html.includes('rel="next"') ? true : undefined;
  });
}

describe("the list", () => {
  it("finds by words, material and price", async () => {
    const page = await newPage();
    await page.goto(shop.storefront);
    await page.getByRole("searchbox").fill("jointed from snout");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByText("1 product", { exact: true }).waitFor();
    await page.getByLabel(/Price up to/).fill("10");
    await page.getByRole("button", { name: "Apply filters" }).click();
    await page.getByText("Nothing matches. Try fewer filters.").waitFor();
    await page.getByRole("link", { name: "Clear filters" }).click();
    await page.getByText(/^\d+ products$/).waitFor();
  });

  it("finds by colour", async () => {
    const page = await newPage();
    await page.goto(`${shop.storefront}/products`);
    await filter(page, { Colour: "Pink" });
    expect(await names(page)).toContain("Twisted vase");
    expect(await names(page)).not.toContain("Articulated dragon");
  });

  it("finds by size and by how soon it is made", async () => {
    const page = await newPage();
    await page.goto(`${shop.storefront}/products`);
    await filter(page, { Category: "Toys" });
    await filter(page, { Size: "Small" });
    expect(await names(page)).toEqual(["Articulated dragon"]);
    await page.getByRole("link", { name: "Clear filters" }).click();
    await filter(page, { "Made within": "2 business days" });
    expect(await names(page)).toContain("Snail cable winder");
    expect(await names(page)).not.toContain("Articulated dragon");
  });

  it("is turned page by page", async () => {
    await oneMore("one-more");
    const page = await newPage();
    await page.goto(`${shop.storefront}/products?sort=-price`);
    const first = await names(page);
    await page.getByRole("link", { name: "Next page" }).click();
    await page.getByText("Page 2", { exact: true }).waitFor();
    const second = await names(page);
    expect(first).toHaveLength(24);
    expect(second.length).toBeGreaterThan(0);
    expect(first.filter((name) => second.includes(name))).toEqual([]);
    await page.getByRole("link", { name: "Previous page" }).click();
    await page.getByText("Page 1", { exact: true }).waitFor();
    expect(await names(page)).toEqual(first);
  });
});
