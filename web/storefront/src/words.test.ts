// @vitest-environment happy-dom
import { describe, expect, it, vi } from "vitest";
import de from "../../strings/de.json";
import en from "../../strings/en.json";

async function page(language: string, words: object): Promise<typeof import("./words")> {
  document.documentElement.lang = language;
  document.body.innerHTML = `<script type="application/json" id="words">${JSON.stringify(words)}</script>`;
  vi.resetModules();
  return import("./words");
}

describe.each([
  ["en", en.island],
  ["de", de.island],
])("a date in %s", (language, words) => {
  it("is written as the browser itself would, in every month", async () => {
    const { date } = await page(language, words);
    const format = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });
    for (let month = 1; month <= 12; month += 1) {
      const day = `2027-${String(month).padStart(2, "0")}-0${(month % 9) + 1}`;
      expect(date(day)).toBe(format.format(new Date(`${day}T00:00:00Z`)));
    }
  });
});
