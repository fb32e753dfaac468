/** Server-rendered pages: without scripts, in both languages, accessible. */

import { describe, expect, it } from "vitest";
import { expectAccessible, newPage, useBrowser } from "../support/browser";
import { shop } from "../support/shop";

useBrowser();

const PAGES = [
  "/",
  "/products",
  "/products/articulated-dragon",
  "/cart",
  "/track",
  "/terms",
  "/privacy",
  "/nowhere",
];

describe("pages", () => {
  for (const scheme of ["light", "dark"] as const) {
    it(`are accessible and fit a small screen in ${scheme} colours`, async () => {
      // The width that WCAG 1.4.10 (reflow) asks for.
      const page = await newPage({ colorScheme: scheme, viewport: { width: 320, height: 640 } });
      for (const path of PAGES) {
        await page.goto(shop.storefront + path, { waitUntil: "networkidle" });
        await expectAccessible(page);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow, path).toBeLessThanOrEqual(0);
      }
    });
  }

  it("have no field whose text is so small that iOS zooms into it", async () => {
    const page = await newPage({ viewport: { width: 320, height: 640 } });
    for (const path of PAGES) {
      await page.goto(shop.storefront + path, { waitUntil: "networkidle" });
      const sizes = await page
        .locator("input, select")
        .evaluateAll((fields) => fields.map((field) => parseFloat(getComputedStyle(field).fontSize)));
      expect(Math.min(16, ...sizes), path).toBe(16);
    }
  });

  it.each(["/", "/de"])("%s has a header of two rows on the smallest phone", async (path) => {
    const page = await newPage({ viewport: { width: 320, height: 640 } });
    await page.goto(shop.storefront + path);
    const top = async (part: string) => (await page.locator(`.top ${part}`).boundingBox())?.y ?? NaN;
    const [brand, links, search] = [await top(".brand"), await top("nav"), await top(".search")];
    expect(Math.abs(brand - links)).toBeLessThan(20);
    expect(search - links).toBeLessThan(70);
  });

  it.each(["/", "/de"])("%s shows a long shop name whole on the smallest phone", async (path) => {
    const page = await newPage({ viewport: { width: 320, height: 640 } });
    await page.goto(shop.storefront + path);
    const cut = await page.locator(".brand").evaluate((brand) => {
      brand.textContent = "Manufaktur für gedruckte Dinge Hohenschönhausen";
      return brand.scrollWidth - brand.clientWidth;
    });
    expect(cut).toBe(0);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });

  it("can be browsed without JavaScript", async () => {
    const page = await newPage({ javaScriptEnabled: false });
    await page.goto(`${shop.storefront}/products`);
    await page.getByLabel("Category").selectOption("toys");
    await page.getByLabel("Sort by").selectOption("price");
    await page.getByRole("button", { name: "Apply filters" }).click();
    await page.getByRole("heading", { name: "Toys", level: 1 }).waitFor();
    await page.getByRole("link", { name: /Articulated dragon/ }).click();
    await expect.poll(() => page.locator("#price").textContent()).toBe("€19.00");
    await expect.poll(() => page.getByText("Twenty-odd interlocking segments").isVisible()).toBe(true);
  });

  it("explain without JavaScript what needs it", async () => {
    const page = await newPage({ javaScriptEnabled: false });
    // Located by selector, because Playwright finds no text in a `noscript`.
    const notice = page.locator("noscript .note");
    await page.goto(`${shop.storefront}/products/articulated-dragon`);
    await notice.waitFor();
    expect(await page.getByRole("button", { name: "Add to cart" }).isDisabled()).toBe(true);
    await page.goto(`${shop.storefront}/cart`);
    await notice.waitFor();
    expect(await page.getByText("One moment …").isVisible()).toBe(false);
  });

  it("show an image preview without JavaScript", async () => {
    const page = await newPage({ javaScriptEnabled: false });
    await page.goto(`${shop.storefront}/products/articulated-dragon`);
    const preview = page.locator("img#preview");
    await expect.poll(() => preview.getAttribute("src")).toMatch(/^data:image/);
    await expect.poll(() => preview.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(400);
  });

  it("describe products to search engines and link previews", async () => {
    const html = await (await fetch(`${shop.storefront}/products/articulated-dragon`)).text();
    expect(html).toContain("<title>Articulated dragon · 3D Things</title>");
    expect(html).toMatch(/<link rel="canonical" href="http:[^"]+\/products\/articulated-dragon">/);
    expect(html).toMatch(/<meta property="og:image" content="http[^"]+\.webp">/);
    const json = /<script type="application\/ld\+json">(.*?)<\/script>/.exec(html)?.[1] ?? "";
    expect(JSON.parse(json)).toMatchObject({
      "@type": "Product",
      name: "Articulated dragon",
      offers: {
        price: "19.00",
        priceCurrency: "EUR",
        deliveryLeadTime: { unitCode: "DAY", value: expect.any(Number) },
      },
    });
    const sitemap = await (await fetch(`${shop.storefront}/sitemap.xml`)).text();
    expect(sitemap).toContain("/de/products/articulated-dragon</loc>");
    expect((await fetch(`${shop.storefront}/nowhere`)).status).toBe(404);
  });

  it("stay in German, with German amounts", async () => {
    const page = await newPage();
    await page.goto(`${shop.storefront}/products/articulated-dragon`);
    await page.getByRole("link", { name: "Deutsch" }).click();
    await page.getByRole("button", { name: "In den Warenkorb" }).click();
    await expect.poll(() => page.locator("#price").textContent()).toBe("19,00\u00a0€");
    await page.getByRole("link", { name: "Zum Warenkorb" }).click();
    await page.getByRole("heading", { name: "Ihr Warenkorb" }).waitFor();
    await page.getByRole("link", { name: "Zur Kasse" }).waitFor();
  });

  it("load nothing from other origins", async () => {
    const page = await newPage();
    const others: string[] = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(shop.storefront)) others.push(request.url());
    });
    for (const path of PAGES) await page.goto(shop.storefront + path, { waitUntil: "networkidle" });
    expect(others).toEqual([]);
  });
});

describe("choosing", () => {
  it("explains an excluded combination and does not sell it", async () => {
    const page = await newPage();
    await page.goto(`${shop.storefront}/products/articulated-dragon`);
    await page.getByLabel("ABS").check();
    const gold = page.locator("label", { hasText: "Gold" });
    await gold.getByText("Not available with ABS").waitFor();
    await page.getByLabel("Gold").check();
    await expect.poll(() => page.locator("#reason").textContent()).toBe("ABS and Gold cannot be combined.");
    await expect.poll(() => page.locator("#price").textContent()).toBe("");
    await expect.poll(() => page.getByRole("button", { name: "Add to cart" }).isDisabled()).toBe(true);
    await page.getByLabel("PLA").check();
    await expect.poll(() => page.locator("#reason").textContent()).toBe("");
    await expect.poll(() => page.getByRole("button", { name: "Add to cart" }).isEnabled()).toBe(true);
  });
});
