import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectAccessible, openAdmin, useBrowser } from "../support/browser";
import { asAdmin, type Staff } from "./staff";

useBrowser();

type Settings = {
  shop_name: string;
  retention_days: number;
  currency: string;
  shipping_rates: { id: string; name: string; countries: string[]; price: { amount: number } }[];
  calendar: { closed_weekdays: number[]; holidays: string[] };
};

let staff: Staff;
let before: Settings;

beforeAll(async () => {
  staff = await asAdmin();
  before = (await present()).body;
});

afterAll(async () => {
  await staff("PUT", "/admin/settings", { body: before, etag: (await present()).etag });
});

const present = () => staff<Settings>("GET", "/admin/settings");

async function open(options = {}): Promise<Page> {
  const page = await openAdmin("/settings", undefined, options);
  await page.getByRole("heading", { name: "Shipping", exact: true }).waitFor();
  return page;
}

const save = (page: Page) => page.getByRole("button", { name: "Save" }).click();

/** True if an element is inside the viewport at the current scroll position. */
async function isInView(place: Locator): Promise<boolean> {
  const box = await place.boundingBox();
  const height = await place.page().evaluate(() => window.innerHeight);
  return box !== null && box.y >= 0 && box.y + box.height <= height;
}

const firstRate = (page: Page) =>
  page
    .getByRole("listitem")
    .filter({ has: page.getByLabel("Price") })
    .first();

describe("the shop's settings", () => {
  it("save a shipping rate and a holiday, and nothing else", async () => {
    const page = await open();
    await firstRate(page).getByLabel("Price").fill("5.55");
    await page.getByLabel("First day").fill("2031-12-24");
    await page.getByLabel("Last day").fill("2031-12-26");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("button", { name: /^Remove .*2031/ }).waitFor();
    await expectAccessible(page);
    await save(page);
    await page.getByText("Settings saved.").waitFor();

    const [first, ...others] = before.shipping_rates;
    const { holidays } = before.calendar;
    expect((await present()).body).toEqual({
      ...before,
      shipping_rates: [{ ...first, price: { amount: 555, currency: before.currency } }, ...others],
      calendar: { ...before.calendar, holidays: [...holidays, "2031-12-24", "2031-12-25", "2031-12-26"] },
    });
  });

  it("show an error at its field and focus it", async () => {
    const page = await open();
    const sender = page.getByLabel("E-mail sender");
    await sender.fill("orders@elsewhere.example");
    await page.getByLabel("Keep customer data for").scrollIntoViewIfNeeded();
    await save(page);
    await page.getByText(/The sender must be an address at @\S+/).waitFor();
    await expect.poll(() => sender.getAttribute("aria-invalid")).toBe("true");
    await expect.poll(() => sender.evaluate((field) => field === document.activeElement)).toBe(true);
    await expectAccessible(page);
  });

  it("explain that the currency is in use", async () => {
    const page = await open();
    await page.getByLabel("Currency").click();
    await page.getByRole("option", { name: "Swiss Franc (CHF)" }).click();
    await save(page);
    await page.getByText("Products with prices in the current currency exist.").waitFor();
    expect((await present()).body.currency).toBe(before.currency);
  });

  it("reject a typed range that was not added", async () => {
    const page = await open();
    await page.getByLabel("Shop name").fill("Never saved");
    await page.getByLabel("First day").fill("2031-05-01");
    await save(page);
    await page.getByText("Add these days first, or clear them.").waitFor();
    expect((await present()).body.shop_name).toBe(before.shop_name);
  });

  it("merge input with another user's changes", async () => {
    const page = await open();
    await page.getByLabel("Shop name").fill("The faster shop");
    const { body, etag } = await present();
    await staff("PUT", "/admin/settings", { body: { ...body, retention_days: 777 }, etag });
    await page.getByLabel("Privacy notice").first().scrollIntoViewIfNeeded();
    await save(page);
    const notice = page.getByRole("alert").filter({ hasText: "Someone else changed this" });
    await notice.waitFor();
    await expect.poll(() => isInView(notice)).toBe(true);
    await expect.poll(() => page.getByLabel("Shop name").inputValue()).toBe("The faster shop");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Load their changes, keep mine" }).click();
    await expect.poll(() => page.getByLabel("Keep customer data for").inputValue()).toBe("777");
    await expect.poll(() => page.getByLabel("Shop name").inputValue()).toBe("The faster shop");
    await save(page);
    await page.getByText("Settings saved.").waitFor();
    expect((await present()).body).toMatchObject({ shop_name: "The faster shop", retention_days: 777 });
  });

  it("list the fields that both changed, with one's own values", async () => {
    const page = await open();
    await page.getByLabel("Shop name").fill("Mine");
    const { body, etag } = await present();
    await staff("PUT", "/admin/settings", { body: { ...body, shop_name: "Theirs" }, etag });
    await save(page);
    await page.getByRole("button", { name: "Load their changes, keep mine" }).click();
    await page.getByText("You both changed these fields, which now show your values: Shop name.").waitFor();
    await expect.poll(() => page.getByLabel("Shop name").inputValue()).toBe("Mine");
    await save(page);
    await page.getByText("Settings saved.").waitFor();
    expect((await present()).body.shop_name).toBe("Mine");
  });

  it("ask for confirmation before the retention is shortened", async () => {
    const page = await open();
    const days = page.getByLabel("Keep customer data for");
    await days.fill("30");
    await save(page);
    const dialog = page.getByRole("dialog");
    await dialog.getByText("ended more than 30 days ago will be permanently erased").waitFor();
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Nothing was saved.").waitFor();
    await expect.poll(() => days.inputValue()).toBe("30");
    expect((await present()).body.retention_days).toBeGreaterThan(30);
  });

  it("warn before unsaved changes are left", async () => {
    const page = await open();
    await page.getByLabel("Shop name").fill("Never saved");
    const warned: string[] = [];
    page.once("dialog", async (dialog) => {
      warned.push(dialog.message());
      await dialog.dismiss();
    });
    await page.getByRole("menuitem", { name: "Orders" }).click();
    await expect.poll(() => warned.length).toBe(1);
    expect(page.url()).toContain("/settings");
    await expect.poll(() => page.getByLabel("Shop name").inputValue()).toBe("Never saved");
  });

  it("add a shipping rate for countries by their names", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Add a shipping rate" }).click();
    const rate = page
      .getByRole("listitem")
      .filter({ has: page.getByLabel("Price") })
      .last();
    await rate.getByLabel("Name shown to customers").fill("To the islands");
    await rate.getByLabel("Id", { exact: false }).first().fill("islands");
    await rate.getByLabel("Price").fill("29");
    await rate.getByRole("combobox").fill("Icel");
    await page.getByRole("option", { name: "Iceland" }).click();
    await save(page);
    await page.getByText("Settings saved.").waitFor();
    expect((await present()).body.shipping_rates.at(-1)).toMatchObject({
      id: "islands",
      countries: ["IS"],
      price: { amount: 2900 },
    });
  });

  it("preview legal texts by paragraphs", async () => {
    const page = await open();
    await page.getByLabel("Terms and conditions").first().fill("One.\n\nTwo,\nand on.");
    await page.getByRole("button", { name: "Preview of the terms and conditions" }).click();
    const preview = page.getByRole("region", { name: "Preview of the terms and conditions" });
    await preview.getByText("Two,").waitFor();
    await expect
      .poll(() => preview.getByRole("paragraph").allTextContents())
      .toEqual(["One.", "Two,\nand on."]);
  });

  it("fit a narrow screen", async () => {
    const page = await open({ viewport: { width: 360, height: 800 }, colorScheme: "dark" });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(360);
    await expectAccessible(page);
  });
});
