import { describe, expect, it } from "vitest";
import { digitsOf, formatMoney, parseMoney } from "./money";

describe("money", () => {
  it("has as many digits as its currency", () => {
    expect(["EUR", "JPY", "COP"].map(digitsOf)).toEqual([2, 0, 2]);
  });

  it("is formatted by locale", () => {
    expect(formatMoney({ amount: 129900, currency: "EUR" }, "en")).toBe("€1,299.00");
    expect(formatMoney({ amount: 129900, currency: "EUR" }, "de").replace(/\s/, " ")).toBe("1.299,00 €");
    expect(formatMoney({ amount: 1299, currency: "JPY" }, "en")).toBe("¥1,299");
    expect(formatMoney({ amount: 129900, currency: "COP" }, "en").replace(/\s/, " ")).toBe("COP 1,299.00");
  });

  it.each([
    ["12.99", "EUR", 1299],
    ["12,9", "EUR", 1290],
    ["-3", "EUR", -300],
    ["0", "EUR", 0],
    ["-0", "EUR", 0],
    ["1500", "JPY", 1500],
    ["1299", "COP", 129900],
  ])("%s is parsed", (typed, currency, minor) => {
    expect(parseMoney(typed, currency)).toBe(minor);
  });

  it.each([
    ["12.999", "EUR"],
    ["1.5", "JPY"],
    ["1,299.00", "EUR"],
    ["", "EUR"],
    ["twelve", "EUR"],
    ["99999999999999999", "EUR"],
  ])("%s is rejected, not rounded", (typed, currency) => {
    expect(parseMoney(typed, currency)).toBeUndefined();
  });
});
