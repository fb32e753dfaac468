/** Customer actions that other tests start from. */

import type { Locator, Page } from "playwright-core";
import { orderOf, type Staff } from "../admin/staff";
import { buy, eventually, shop } from "../support/shop";

/** Adds a product to the cart at its shown price, and opens the cart. */
export async function toCart(page: Page, slug = "articulated-dragon", prefix = ""): Promise<void> {
  await page.goto(`${shop.storefront}${prefix}/products/${slug}`);
  await page.locator("#price[aria-busy=false]").waitFor();
  await page.locator("#add").click();
  await page.locator("#added a").click();
}

export async function toCheckout(page: Page, slug?: string): Promise<void> {
  await toCart(page, slug);
  await page.getByRole("link", { name: "Go to checkout" }).click();
  await page.getByLabel("Ship to").selectOption({ label: "Germany" });
}

/** Continues to Stripe's payment page. */
export async function toPayment(page: Page, slug?: string): Promise<void> {
  await toCheckout(page, slug);
  await payButton(page).click();
  await page.waitForURL(`${shop.pretend_stripe}/**`);
}

export function payButton(page: Page): Locator {
  return page.getByRole("button", { name: /^Pay €/ });
}

/** Returns the cart's badge; null if it is hidden. */
export async function cartCount(page: Page): Promise<string | null> {
  const count = page.locator("#cart-count");
  return (await count.isVisible()) ? await count.textContent() : null;
}

export const onStripe = {
  async pay(page: Page, email: string): Promise<void> {
    await page.getByLabel("E-mail").fill(email);
    await page.getByRole("button", { name: /^Pay €/ }).click();
    await page.waitForURL(`${shop.storefront}/**/done`);
  },
  /** Pays by bank; the returned function settles the payment. */
  async payByBank(page: Page, email: string): Promise<(answer: "succeed" | "fail") => Promise<void>> {
    const address = page.url();
    await page.getByLabel("E-mail").fill(email);
    await page.getByRole("button", { name: "Pay later by bank" }).click();
    await page.waitForURL(`${shop.storefront}/**/done`);
    return async (answer) => {
      await fetch(`${address}/bank/${answer}`, { method: "POST", redirect: "manual" });
    };
  },
  async abandon(page: Page): Promise<void> {
    await page.getByRole("button", { name: /Abandon/ }).click();
    await page.getByText("You have not paid yet.").waitFor();
  },
};

/** Creates a paid order and returns its tracking link. */
export async function order(
  staff: Staff,
  email: string,
): Promise<{ id: string; number: string; link: string }> {
  const id = await buy("spring-clamp", email);
  const { number } = await orderOf<{ number: string }>(staff, id);
  const [link = ""] = await linksIn(number);
  return { id, number, link };
}

/** Waits for as many mails containing `named`, and returns their tracking links, oldest first. */
export function linksIn(named: string, many = 1): Promise<string[]> {
  return eventually(`${many} mails`, async () => {
    const mails = (await (await fetch(`${shop.mailbox}.json`)).json()) as { BodyText: string }[];
    const links = mails.filter((mail) => mail.BodyText.includes(named)).map(linkIn);
    return links.length >= many ? links : undefined;
  });
}

function linkIn({ BodyText }: { BodyText: string }): string {
  const link = /https?:\/\/\S+\/track\/\S+/.exec(BodyText)?.[0];
  if (!link) throw new Error(`no link in: ${BodyText}`);
  return link;
}
