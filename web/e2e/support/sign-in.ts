/** Signs in on the hosted page: password, then a code of an authenticator app. */

import { createHmac } from "node:crypto";
import type { Page } from "playwright-core";

export type Credentials = { email: string; password: string };

/** Fills in and submits the password. */
export async function enterPassword(page: Page, { email, password }: Credentials): Promise<void> {
  await page.getByLabel("Username").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Fills in the first code of an app with the key that the page shows, and returns the key. */
export async function fillFirstCode(page: Page): Promise<string> {
  const key = await page.locator("code").innerText();
  await page.getByLabel("Code").fill(codeOf(key));
  return key;
}

/** Signs in for the first time, and returns the key of the app. */
export async function enrol(page: Page, credentials: Credentials): Promise<string> {
  await enterPassword(page, credentials);
  const key = await fillFirstCode(page);
  await page.getByRole("button", { name: "Confirm" }).click();
  return key;
}

/** Returns the code that an app with this key shows, `later` steps of 30 seconds from now (RFC 6238). */
export function codeOf(key: string, later = 0): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const digest = createHmac("sha1", base32(key)).update(counter).digest();
  const offset = digest.readUInt8(digest.length - 1) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

function base32(text: string): Buffer {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
