import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { decodeText } from "./decodeText";

const bytesOf = (name: string) => {
  const file = readFileSync(new URL(`cases/${name}`, import.meta.url));
  return new Uint8Array(file).buffer;
};

it.each([
  "german-excel-semicolons.csv",
  "semicolons-utf8.csv",
  "sep-line.csv",
  "utf16-tabs.txt.csv",
  "utf8-bom.csv",
  "wahr-falsch.csv",
  "windows-1252.csv",
])("%s is read with its umlauts, dashes and quotes", (name) => {
  const text = decodeText(bytesOf(name));
  expect(text).toMatch(/^(sep=,\r\n)?slug[,;\t]name/);
  expect(text).toContain("Löwe für Größe Ü");
  expect(text).toContain("Weiß, 50 € – „schön“");
});

it("UTF-16 with the most significant byte first is read, too", () => {
  expect(decodeText(new Uint8Array([0xfe, 0xff, 0x00, 0xfc]).buffer)).toBe("ü");
});
