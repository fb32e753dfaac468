/** Screenshots of the main pages for the README, small and large, light and dark. */

import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { it } from "vitest";
import { linksIn, toCart } from "../storefront/customer";
import { newPage, openAdmin, useBrowser } from "../support/browser";
import { buy, shop } from "../support/shop";

useBrowser();

const folder = fileURLToPath(new URL("../../../docs/images/", import.meta.url));
const WIDTHS = [360, 1280];
const SCHEMES = ["light", "dark"] as const;

async function picture(page: Page, name: string): Promise<void> {
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.screenshot({ path: `${folder}${name}.png` });
}

/** Waits for the price of the chosen configuration. */
async function priced(page: Page): Promise<void> {
  await page.locator("#price[aria-busy=false]").waitFor();
  await page.getByText(/Expected to ship by/).waitFor();
}

async function inEveryLook(
  run: (look: BrowserContextOptions, suffix: string) => Promise<void>,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      const height = width < 500 ? 780 : 860;
      await run({ viewport: { width, height }, colorScheme }, `${width}-${colorScheme}`);
    }
  }
}

it("takes screenshots of the storefront", { timeout: 180_000 }, () =>
  inEveryLook(async (look, suffix) => {
    const page = await newPage(look);
    await page.goto(shop.storefront);
    await picture(page, `home-${suffix}`);
    await page.goto(`${shop.storefront}/products`);
    await picture(page, `products-${suffix}`);
    await page.goto(`${shop.storefront}/products/articulated-dragon`);
    await page.getByLabel("ABS").check();
    await priced(page);
    await picture(page, `product-${suffix}`);
    await page.goto(`${shop.storefront}/products/twisted-vase`);
    await page.getByRole("button", { name: "View in 3D" }).click();
    await page.getByText("Rotate with the mouse").waitFor();
    await page.getByLabel("Rose").check();
    await priced(page);
    await picture(page, `product-3d-${suffix}`);
    await page.getByRole("button", { name: "Add to cart" }).click();
    await toCart(page, "planetary-gear-fidget");
    await page.getByRole("link", { name: "Go to checkout" }).waitFor();
    await picture(page, `cart-${suffix}`);
    await page.goto(`${shop.storefront}/checkout`);
    await page.getByRole("button", { name: /^Pay/ }).waitFor();
    await picture(page, `checkout-${suffix}`);
  }),
);

it("takes screenshots of order tracking", { timeout: 180_000 }, async () => {
  await buy("stacking-rocket", "follows@example.com");
  const [link = ""] = await linksIn("Stacking rocket");
  await inEveryLook(async (look, suffix) => {
    const page = await newPage(look);
    await page.goto(link);
    await page.getByText("We received your payment.").waitFor();
    await picture(page, `track-${suffix}`);
  });
});

it("takes screenshots of the back office", { timeout: 300_000 }, async () => {
  const orders = ["twisted-vase", "articulated-dragon", "snail-cable-winder"].map((slug, place) =>
    buy(slug, `customer${place}@example.com`),
  );
  const [id] = await Promise.all(orders);
  const first = (page: Page, text: string | RegExp) => page.getByText(text).first();
  const pages: [path: string, name: string, there: (page: Page) => Locator][] = [
    ["/", "dashboard", (page) => first(page, "To be shipped")],
    ["/orders", "orders", (page) => first(page, /^3DT-/)],
    ["/orders/queue", "queue", (page) => first(page, "1 × Twisted vase")],
    [`/orders/${id}/show`, "order", (page) => first(page, "Start production")],
    ["/products", "products", (page) => first(page, "Twisted vase")],
    [`/products/${await productId("twisted-vase")}`, "product", (page) => first(page, "Variants")],
    ["/settings", "settings", (page) => first(page, "Shipping")],
    ["/audit", "audit", (page) => first(page, "State changed")],
  ];
  await inEveryLook(async (look, suffix) => {
    for (const [path, name, there] of pages) {
      const page = await openAdmin(path, undefined, look);
      await there(page).waitFor();
      await picture(page, `admin-${name}-${suffix}`);
    }
  });
});

async function productId(slug: string): Promise<string> {
  const answer = await fetch(`${shop.api}/products/${slug}`);
  return ((await answer.json()) as { id: string }).id;
}
