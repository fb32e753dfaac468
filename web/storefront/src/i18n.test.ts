// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { renderPage } from "./mockApi";

function words(language: "en" | "de"): Promise<typeof import("./i18n")> {
  renderPage("", language);
  return import("./i18n");
}

describe.each([
  ["en", "en-GB"],
  ["de", "de"],
] as const)("a date in %s", (language, locale) => {
  it("is formatted as the browser would, in every month", async () => {
    const { date } = await words(language);
    const format = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
    for (let month = 1; month <= 12; month += 1) {
      const day = `2027-${String(month).padStart(2, "0")}-0${(month % 9) + 1}`;
      expect(date(day)).toBe(format.format(new Date(`${day}T00:00:00Z`)));
    }
  });
});

describe("a list of values", () => {
  it('is joined with commas and "and"', async () => {
    const { joinList: listed } = await words("de");
    expect([["A"], ["A", "B"], ["A", "B", "C"]].map(listed)).toEqual(["A", "A und B", "A, B und C"]);
  });
});

describe("a problem of the API", () => {
  it.each([
    ["en", "out_of_stock", "This is not available in this quantity."],
    ["de", "out_of_stock", "In dieser Anzahl ist das nicht verfügbar."],
    ["de", "unknown_product", "Dieses Produkt ist nicht mehr erhältlich."],
    [
      "de",
      "checkout_closed",
      "Dieser Kauf kann nicht mehr bezahlt werden. Bitte versuchen Sie es noch einmal.",
    ],
    [
      "de",
      "never_heard_of",
      "Das hat nicht geklappt. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal.",
    ],
  ] as const)("is localised in %s: %s", async (language, code, sentence) => {
    renderPage("", language);
    const { ProblemError, errorMessage } = await import("./api");
    const problem = {
      type: "about:blank",
      title: "",
      status: 422,
      code: "invalid_input",
      detail: "English.",
    };
    const errors = [{ pointer: "", code, detail: "English." }];
    expect(errorMessage(new ProblemError({ ...problem, code }))).toBe(sentence);
    expect(errorMessage(new ProblemError({ ...problem, errors }))).toBe(sentence);
  });
});
