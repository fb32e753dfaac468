import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { expectAccessible, openAdmin, useBrowser } from "../support/browser";
import { buy, eventually, shop } from "../support/shop";
import { asAdmin, orderOf, type Staff } from "./staff";

useBrowser();

type Order = {
  id: string;
  number: string;
  version: number;
  refunds: { status: string }[];
};
type Known = { orders: { id: string; customer: { email: string } }[] };

let staff: Staff;
let slug: string;

beforeAll(async () => {
  staff = await asAdmin();
  const products = await fetch(`${shop.api}/products?limit=1`);
  slug = ((await products.json()) as { items: { slug: string }[] }).items[0]?.slug ?? "";
});

/** Returns an e-mail address that no other test uses. */
const someone = () => `ada-${crypto.randomUUID()}@example.org`;

const order = (id: string) => orderOf<Order>(staff, id);

/** Returns the order's customer as staff see it; undefined once erased. */
async function customerOf(id: string): Promise<{ email: string } | undefined> {
  type Asked = { customer?: { email: string } | null };
  const { body } = await staff<Asked>("GET", `/admin/orders/${id}?customer=true`);
  return body.customer ?? undefined;
}

/** Buys an item and cancels the order, so that it can be erased. */
async function cancelled(email: string): Promise<Order> {
  const id = await buy(slug, email);
  const { version } = await order(id);
  const body = { to: "cancelled", reason: "The customer asked for it.", version };
  await staff("POST", `/admin/orders/${id}/transitions`, { body });
  return eventually("the refund", async () => {
    const found = await order(id);
    return found.refunds.every(({ status }) => status === "succeeded") ? found : undefined;
  });
}

async function find(page: Page, email: string): Promise<void> {
  await page.getByLabel("Customer e-mail").fill(email);
  await page.getByRole("button", { name: "Find" }).click();
}

/** Asserts that neither the URL nor browser storage contains the e-mail. */
async function expectNotExposed(page: Page, email: string): Promise<void> {
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  for (const text of [page.url(), decodeURIComponent(page.url()), kept]) expect(text).not.toContain(email);
}

describe("a customer's request", () => {
  it("can be answered with a data export", async () => {
    const email = someone();
    const id = await buy(slug, email);
    const { number } = await order(id);
    const page = await openAdmin("/customers");
    await find(page, email.toUpperCase());
    const item = page.getByRole("listitem").filter({ hasText: number });
    await item.getByText("Kept: the order is open").waitFor();
    await page.getByText("Nothing can be erased now").waitFor();
    await expectAccessible(page);
    await expectNotExposed(page, email);

    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download as JSON" }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^customer-data-\d{4}-\d\d-\d\d\.json$/);
    const known = JSON.parse(await readFile(await download.path(), "utf8")) as Known;
    expect(known.orders.map((found) => [found.id, found.customer.email])).toEqual([[id, email]]);
  });

  it("can be answered by an erasure, confirmed by e-mail", async () => {
    const email = someone();
    const gone = await cancelled(email);
    const open = await order(await buy(slug, email));
    const page = await openAdmin("/customers");
    await find(page, email);
    const item = (number: string) => page.getByRole("listitem").filter({ hasText: number });
    await item(gone.number).getByText("Can be erased").waitFor();

    await page.getByRole("button", { name: "Erase …" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(`will be permanently erased from: ${gone.number}.`).waitFor();
    await dialog.getByText(`they still need the data: ${open.number}.`).waitFor();
    await expectAccessible(page);
    const erase = dialog.getByRole("button", { name: "Erase permanently" });
    await dialog.getByLabel("Confirm e-mail").fill(someone());
    await expect.poll(() => erase.isDisabled()).toBe(true);
    await dialog.getByLabel("Confirm e-mail").fill(email);
    await erase.click();

    await page.getByText("Erased the data of one order. Kept the data of one order for now").waitFor();
    await item(gone.number).getByText("Erased").waitFor();
    await item(open.number).getByText("Kept: the order is open").waitFor();
    await expectNotExposed(page, email);
    expect(await customerOf(gone.id)).toBeUndefined();
    expect(await customerOf(open.id)).toMatchObject({ email });
  });

  it("for an unknown e-mail shows that there is no customer", async () => {
    const page = await openAdmin("/customers");
    await find(page, someone());
    await page.getByText("No customer found with this e-mail address.").waitFor();
  });

  it("shows an error at the field of an invalid e-mail", async () => {
    const page = await openAdmin("/customers");
    await page.getByLabel("Customer e-mail").fill("nobody");
    await page.locator("form").evaluate((form: HTMLFormElement) => {
      form.noValidate = true;
    });
    await page.getByRole("button", { name: "Find" }).click();
    await expect.poll(() => page.getByLabel("Customer e-mail").getAttribute("aria-invalid")).toBe("true");
  });

  it("fits a narrow screen", async () => {
    const email = someone();
    await buy(slug, email);
    const options = { viewport: { width: 360, height: 800 }, colorScheme: "dark" } as const;
    const page = await openAdmin("/customers", undefined, options);
    await find(page, email);
    await page.getByText("1 order found").waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(360);
    await expectAccessible(page);
  });
});
