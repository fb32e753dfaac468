// @vitest-environment happy-dom
import { expect, it } from "vitest";
import { languages } from "./i18n";

it("the page's `lang` follows the chosen language", async () => {
  window.localStorage.setItem("RaStore.locale", '"de"');
  const words = await languages();
  expect(document.documentElement.lang).toBe("de");
  expect(words.translate("ra.action.save")).toBe("Speichern");
  await words.changeLocale("en");
  expect(document.documentElement.lang).toBe("en");
  expect(words.translate("ra.action.save")).toBe("Save");
});
