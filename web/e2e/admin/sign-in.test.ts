/** Sign-in to the back office: password, authenticator app, session. */

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { expectAccessible, newPage, openAdmin, useBrowser } from "../support/browser";
import { makeStaff, shop } from "../support/shop";
import { codeOf, enterPassword, fillFirstCode } from "../support/sign-in";

useBrowser();

async function enterCode(page: Page, code: string): Promise<void> {
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Returns a code that the app does not show now or soon. */
function wrongCode(key: string): string {
  const right = [-2, -1, 0, 1, 2].map((later) => codeOf(key, later));
  return (
    ["000000", "000001", "000002", "000003", "000004", "000005"].find((code) => !right.includes(code)) ?? ""
  );
}

describe("signing in", () => {
  it("enrols an authenticator app first, and asks for its code later", async () => {
    const credentials = makeStaff("viewer");
    const first = await newPage();
    await first.goto(shop.admin_site);
    await enterPassword(first, credentials);
    await first.getByRole("heading", { name: "Set up an authenticator app" }).waitFor();
    await expectAccessible(first);
    const key = await fillFirstCode(first);
    await first.getByRole("button", { name: "Confirm" }).click();
    await first.getByText("To be shipped").waitFor();

    const later = await newPage({ colorScheme: "dark" });
    await later.goto(shop.admin_site);
    await enterPassword(later, credentials);
    await later.getByRole("heading", { name: "Enter a code" }).waitFor();
    await expectAccessible(later);
    await enterCode(later, wrongCode(key));
    await later.getByText("This code is wrong.").waitFor();
    await expectAccessible(later);
    await enterCode(later, codeOf(key, 1));
    await later.getByText("To be shipped").waitFor();
  });

  it("ends after three wrong codes", async () => {
    const credentials = makeStaff("viewer");
    const page = await openAdmin("/", credentials);
    await page.context().clearCookies();
    await page.goto(shop.admin_site);
    await enterPassword(page, credentials);
    for (let n = 0; n < 3; n += 1) await enterCode(page, "12345");
    await page.getByText("Too many wrong codes").waitFor();
    await expectAccessible(page);
    await page.getByRole("link", { name: "Sign in again" }).click();
    await page.getByLabel("Password").waitFor();
  });

  it("loads one script before the sign-in, and the pages after it", async () => {
    const page = await newPage();
    const loaded: string[] = [];
    page.on("request", (request) => {
      if (request.resourceType() === "script") loaded.push(request.url());
    });
    await page.goto(shop.admin_site);
    await page.getByLabel("Password").waitFor();
    expect(loaded.filter((url) => url.startsWith(shop.admin_site))).toHaveLength(1);
  });

  it("shows a loading text first", async () => {
    const page = await newPage();
    await page.route("**/config.json", () => new Promise(() => undefined));
    await page.goto(shop.admin_site);
    await page.getByText("Loading …").waitFor();
    await expectAccessible(page);
  });

  it("shows an error if it cannot start", async () => {
    const page = await newPage({ colorScheme: "dark" });
    await page.route("**/config.json", (route) => route.abort());
    await page.goto(shop.admin_site);
    await page.getByText("The back office could not be started").waitFor();
    await expectAccessible(page);
    await page.unroute("**/config.json");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByLabel("Password").waitFor();
  });

  it("shows a failure once and offers a retry", async () => {
    const page = await openAdmin("/", makeStaff("viewer"));
    await page.goto(`${new URL(page.url()).origin}/signed-in?code=no&state=no`);
    await page.getByText("Sign-in failed").waitFor();
    await page.getByRole("button", { name: "Sign in again" }).waitFor();
  });

  it("is not asked for again by a reload", async () => {
    const page = await openAdmin("/orders", makeStaff("viewer"));
    await page.getByRole("search").waitFor();
    await page.reload();
    await page.getByRole("search").waitFor();
    expect(page.url()).toBe(`${shop.admin_site}/orders`);
  });

  it("ends with signing out", async () => {
    const page = await openAdmin("/orders", makeStaff("viewer"));
    await page.getByRole("button", { name: "Profile" }).click();
    await page.getByRole("menuitem", { name: "Logout" }).click();
    await page.getByLabel("Password").waitFor();
  });
});
