import { parseMoney } from "@3d-things/api";
import { describe, expect, it } from "vitest";
import { decimal } from "./decimal";

describe("an amount in an input", () => {
  it.each([
    [{ amount: 1299, currency: "EUR" }, "en", "12.99"],
    [{ amount: 1299, currency: "EUR" }, "de", "12,99"],
    [{ amount: -5, currency: "EUR" }, "en", "-0.05"],
    [{ amount: 1500, currency: "JPY" }, "de", "1500"],
    [{ amount: 0, currency: "COP" }, "en", "0.00"],
    [{ amount: 123456789, currency: "EUR" }, "de", "1234567,89"],
  ])("%o is formatted in %s and parses back to the same value", (money, locale, written) => {
    expect(decimal(money, locale)).toBe(written);
    expect(parseMoney(written, money.currency)).toBe(money.amount);
  });
});
