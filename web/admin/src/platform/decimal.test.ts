import { parseMoney } from "@3d-things/api";
import { describe, expect, it } from "vitest";
import { decimal } from "./decimal";

describe("an amount to be typed", () => {
  it.each([
    [{ amount: 1299, currency: "EUR" }, "12.99"],
    [{ amount: -5, currency: "EUR" }, "-0.05"],
    [{ amount: 1500, currency: "JPY" }, "1500"],
    [{ amount: 0, currency: "COP" }, "0.00"],
  ])("%o is written with its currency's digits, and read again as the same", (money, written) => {
    expect(decimal(money)).toBe(written);
    expect(parseMoney(written, money.currency)).toBe(money.amount);
  });
});
