/** What each role sees, and what it does not. */

import { describe, expect, it } from "vitest";
import { openAdmin, useBrowser } from "../support/browser";
import { buy, makeStaff } from "../support/shop";

useBrowser();

describe("a viewer", () => {
  it("reads orders and products, sees nobody's data, and finds nothing to press", async () => {
    const id = await buy("twisted-vase", "unseen@example.com");
    const page = await openAdmin(`/orders/${id}/show`, makeStaff("viewer"));
    await page.getByText("Not known, or not for you to see.").waitFor();
    for (const name of ["Show the customer", "Start production", "Refund", "Invoice", "Save note"]) {
      expect(await page.getByRole("button", { name }).count(), name).toBe(0);
    }
    await page.getByRole("menuitem", { name: "Products" }).click();
    await page.locator("tbody tr").first().waitFor();
    for (const name of ["Create", "Import", /^Delete/]) {
      expect(await page.getByRole("button", { name }).count(), String(name)).toBe(0);
    }
    for (const name of ["Settings", "Audit trail", "Customers' data"]) {
      expect(await page.getByRole("menuitem", { name }).count(), name).toBe(0);
    }
  });
});

describe("fulfilment", () => {
  it("moves orders on, and neither gives money back nor sees the catalogue", async () => {
    const id = await buy("twisted-vase", "made@example.com");
    const page = await openAdmin(`/orders/${id}/show`, makeStaff("fulfilment"));
    await page.getByRole("button", { name: "Start production" }).waitFor();
    expect(await page.getByRole("button", { name: "Refund" }).count()).toBe(0);
    expect(await page.getByRole("menuitem", { name: "Products" }).count()).toBe(0);
  });
});

describe("staff without a group", () => {
  it("are told what they lack", async () => {
    const page = await openAdmin("/", makeStaff());
    await page.getByText("You may not see anything here").waitFor();
  });
});

describe("signing in", () => {
  it("that fails says so, once, and offers to try again", async () => {
    const page = await openAdmin("/", makeStaff("viewer"));
    await page.goto(`${new URL(page.url()).origin}/signed-in?code=no&state=no`);
    await page.getByText("Signing in did not work").waitFor();
    await page.getByRole("button", { name: "Sign in again" }).waitFor();
  });

  it("ends with signing out, after which the pages ask for it again", async () => {
    const page = await openAdmin("/orders", makeStaff("viewer"));
    await page.getByRole("button", { name: "Profile" }).click();
    await page.getByRole("menuitem", { name: "Logout" }).click();
    await page.getByLabel("Password").waitFor();
  });
});
