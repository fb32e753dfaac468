/** Order list: search, selection, export and print queue. */

import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { expectAccessible, openAdmin, useBrowser } from "../support/browser";
import { buy, makeStaff } from "../support/shop";
import { asAdmin, move, orderOf, type Staff } from "./staff";
import { DARK, expectFits, NARROW } from "./viewport";

useBrowser();

type Summary = { id: string; number: string };

let staff: Staff;

beforeAll(async () => {
  staff = await asAdmin();
});

/** Buys a product and returns the order. */
async function bought(email: string): Promise<Summary> {
  const id = await buy("twisted-vase", email);
  return (await staff<Summary>("GET", `/admin/orders/${id}`)).body;
}

const rows = (page: Page) => page.locator("tbody tr");

async function find(page: Page, text: string): Promise<void> {
  await page.getByLabel("Order number or e-mail").fill(text);
  await page.getByRole("button", { name: "Show", exact: true }).click();
}

async function showState(page: Page, state: string): Promise<void> {
  await page.getByRole("combobox", { name: "State" }).click();
  await page.getByRole("option", { name: state, exact: true }).click();
}

const shownState = (page: Page) => page.getByRole("combobox", { name: "State" }).textContent();

describe("many orders", () => {
  it("enter production together and show each result", async () => {
    const numbers = [await bought("one@example.com"), await bought("two@example.com")].map(
      ({ number }) => number,
    );
    const page = await openAdmin("/orders");
    await showState(page, "Paid");
    for (const number of numbers) await page.getByLabel(`Select ${number}`).check();
    await page.getByText("2 selected").waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Start production" }).click();
    await page.getByText("you have checked the details of each order.").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Start production" }).click();
    await page.getByText("Results").waitFor();
    // They have left the filtered list, and are still reported by number.
    for (const number of numbers) await page.getByText(`${number}: done`).waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Close" }).click();
    await expect.poll(() => page.getByText("2 selected").count()).toBe(0);
  });

  it("are delivered together, at the browser's time", async () => {
    const orders = [await bought("three@example.com"), await bought("four@example.com")];
    for (const { id, number } of orders) {
      await move(staff, id, { to: "processing", details_verified: true });
      await move(staff, id, { to: "shipped", carrier: "DHL", tracking_number: number });
    }
    const page = await openAdmin("/orders");
    await showState(page, "Shipped");
    for (const { number } of orders) await page.getByLabel(`Select ${number}`).check();
    await page.getByRole("button", { name: "Mark as delivered" }).click();
    const question = page.getByRole("dialog");
    await question.getByText("These 2 orders will be marked as delivered").waitFor();
    await question.getByRole("button", { name: "Mark as delivered" }).click();
    for (const { number } of orders) await page.getByText(`${number}: done`).waitFor();
    await page.getByRole("button", { name: "Close" }).click();
    for (const { id } of orders) {
      expect((await orderOf<{ state: string }>(staff, id)).state).toBe("delivered");
    }
  });

  it("are selected at once, and cleared with the filter", async () => {
    await bought("all@example.com");
    const page = await openAdmin("/orders");
    await page.getByLabel("Select all on this page").check();
    await page.getByText(/\d+ selected/).waitFor();
    await showState(page, "Delivered");
    await expect.poll(() => page.getByText(/\d+ selected/).count()).toBe(0);
  });
});

describe("the list of orders", () => {
  it("finds orders by e-mail without storing the e-mail", async () => {
    const email = `found-${crypto.randomUUID()}@example.com`;
    const { number } = await bought(email);
    const page = await openAdmin("/orders");
    await find(page, email);
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.getByRole("link", { name: number }).waitFor();
    expect(page.url()).not.toContain("found");
    await expect
      .poll(() => page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage })))
      .not.toContain("found-");
  });

  it("searches numbers from their third character", async () => {
    const { number } = await bought("number@example.com");
    const page = await openAdmin("/orders");
    await rows(page).first().waitFor();
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    await find(page, number.slice(0, 6));
    await page.getByText("at least the first 3 characters").waitFor();
    await expect.poll(() => rows(page).count()).toBe(0);
    expect(requests.filter((url) => url.includes("/admin/orders"))).toEqual([]);
    await find(page, number.slice(0, 10));
    await page.getByRole("link", { name: number }).waitFor();
    await find(page, number.slice(4).toLowerCase());
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.getByRole("link", { name: number }).waitFor();
    await expect.poll(() => page.getByLabel("Order number or e-mail").inputValue()).toBe(number);
    await expect.poll(() => page.getByLabel("From", { exact: true }).isDisabled()).toBe(true);
  });

  it("clears the search with a state, and the state with a search", async () => {
    const { number } = await bought("exclusive@example.com");
    const page = await openAdmin("/orders");
    await showState(page, "Delivered");
    await find(page, number);
    await page.getByRole("link", { name: number }).waitFor();
    await expect.poll(() => shownState(page)).toBe("All");
    await showState(page, "Paid");
    await expect.poll(() => page.getByLabel("Order number or e-mail").inputValue()).toBe("");
  });

  it("offers only states with listed orders", async () => {
    const page = await openAdmin("/orders");
    await page.getByRole("combobox", { name: "State" }).click();
    await expect
      .poll(() => page.getByRole("option").allTextContents())
      .toEqual([
        "All",
        "Overdue",
        "Bank payment under way",
        "Paid",
        "In production",
        "Shipped",
        "Delivered",
        "Cancelled",
      ]);
  });

  it("shows overdue orders, without dates and export", async () => {
    const { id, number } = await bought("late@example.com");
    const page = await openAdmin("/orders");
    await rows(page).first().waitFor();
    // A new shop has no overdue orders, so the response is faked.
    const { body } = await staff<{ items: Summary[] }>("GET", `/admin/orders?number=${number}`);
    await page.route("**/api/admin/orders?*overdue=true*", async (route) => {
      const answer = await (await route.fetch()).json();
      expect(answer).toEqual({ items: [] });
      await route.fulfill({ json: { items: body.items.map((order) => ({ ...order, overdue: true })) } });
    });
    await showState(page, "Overdue");
    await expect.poll(() => rows(page).count()).toBe(1);
    await rows(page).getByRole("img", { name: "Overdue" }).waitFor();
    await expect
      .poll(() => page.getByRole("link", { name: number }).getAttribute("href"))
      .toBe(`/orders/${id}/show`);
    await expect.poll(() => page.getByLabel("From", { exact: true }).isDisabled()).toBe(true);
    await expect.poll(() => page.getByRole("button", { name: "Export CSV" }).isDisabled()).toBe(true);
    await page.getByText("Only complete lists can be exported").waitFor();
    await expectAccessible(page);
  });

  it("exports what is shown", async () => {
    const { id, number } = await bought("file@example.com");
    const page = await openAdmin("/orders");
    await showState(page, "Paid");
    await page.getByRole("link", { name: number }).waitFor();
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export CSV" }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe("orders.csv");
    const [head, ...lines] = (await readFile(await download.path(), "utf8")).trim().split("\r\n");
    expect(head).toMatch(/^number,id,state,/);
    expect(lines.some((line) => line.startsWith(`${number},${id},payment_confirmed,`))).toBe(true);
    expect(lines.filter((line) => !line.includes(",payment_confirmed,"))).toEqual([]);
  });

  it("restores its filter on the way back from an order", async () => {
    const { number } = await bought("return@example.com");
    const page = await openAdmin("/orders");
    await showState(page, "Paid");
    await page.getByRole("link", { name: number }).click();
    await page.getByRole("heading", { name: number, level: 1 }).waitFor();
    await page.getByRole("menuitem", { name: "Orders" }).click();
    await page.getByRole("link", { name: number }).waitFor();
    await expect.poll(() => shownState(page)).toBe("Paid");
    await page.getByRole("link", { name: number }).click();
    await page.getByRole("heading", { name: number, level: 1 }).waitFor();
    await page.goBack();
    await page.getByRole("link", { name: number }).waitFor();
    await expect.poll(() => shownState(page)).toBe("Paid");
  });

  it("searches no e-mail without the permission", async () => {
    const page = await openAdmin("/orders", makeStaff("viewer"));
    await page.getByLabel("Order number").fill("ada@example.org");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.getByText("Enter at least the first 3 characters of an order number").waitFor();
    await expect.poll(() => page.getByLabel("Order number or e-mail").count()).toBe(0);
    await expect.poll(() => page.getByRole("button", { name: "Export CSV" }).count()).toBe(0);
    await expect.poll(() => page.getByLabel("Select all on this page").count()).toBe(0);
  });

  it("fits a phone in dark mode", async () => {
    const { number } = await bought("narrow@example.com");
    const page = await openAdmin("/orders", undefined, { ...NARROW, ...DARK });
    await page.getByRole("link", { name: number }).waitFor();
    await expectFits(page);
    await expectAccessible(page);
    await page.getByLabel(`Select ${number}`).check();
    await page.getByText("1 selected").waitFor();
    await expectFits(page);
  });

  it("scrolls inside its frame on a narrow screen", async () => {
    await bought("tablet@example.com");
    const page = await openAdmin("/orders", undefined, { viewport: { width: 700, height: 900 } });
    await rows(page).first().waitFor();
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
      .toBeLessThanOrEqual(700);
  });
});

describe("the print queue", () => {
  it("lists orders to be made, most urgent first, with links", async () => {
    const { number } = await bought("make@example.com");
    const page = await openAdmin("/orders", makeStaff("fulfilment"));
    await page.getByRole("link", { name: "Print queue" }).click();
    const job = page.getByRole("listitem").filter({ has: page.getByRole("link", { name: number }) });
    await job.getByText("1 × Twisted vase").waitFor();
    const due = await page
      .locator("main ol > li time")
      .evaluateAll((times) => times.map((time) => time.getAttribute("datetime") ?? ""));
    expect(due).toEqual(due.toSorted());
    await expectAccessible(page);
    await job.getByRole("link", { name: number }).click();
    await page.getByRole("heading", { name: number, level: 1 }).waitFor();
  });

  it("fits a phone in dark mode", async () => {
    const { number } = await bought("queue@example.com");
    const page = await openAdmin("/orders/queue", undefined, { ...NARROW, ...DARK });
    await page.getByRole("link", { name: number }).waitFor();
    await expectFits(page);
    await expectAccessible(page);
  });
});
