import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import german from "../strings/de";
import english from "../strings/en";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

/** Every Rust source of the shop that is no test. */
function sources(): string[] {
  return ["functions", "shared"].flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, encoding: "utf8" })
      .filter((path) => path.includes("src/") && path.endsWith(".rs") && !path.includes("tests"))
      .map((path) => readFileSync(`${root}${folder}/${path}`, "utf8")),
  );
}

/** What is done to something, as the trail calls it: `product_updated`, `refund_pending`. */
const ACTION =
  /"((?:categories|customer|image|model|note|order|payment|product|refund|settings|tracking_link|variant)_(?:[a-z]+ed|pending))"/g;

/** What is written like an action and is a state, a piece of evidence or the code of a problem. */
const OTHERS = new Set(["payment_confirmed", "customer_confirmed", "image_refused"]);

/** The actions that the shop's functions write into the trail. */
function actions(): string[] {
  const written = sources().flatMap((text) => [...text.matchAll(ACTION)].map(([, action = ""]) => action));
  return [...new Set(["transition", ...written])].filter((action) => !OTHERS.has(action)).toSorted();
}

describe("what can be done, as the trail names it", () => {
  it.each([
    ["English", english],
    ["German", german],
  ])("has words in %s, and there are none for anything else", (_language, { audit }) => {
    expect(Object.keys(audit.actions).toSorted()).toEqual(actions());
  });
});
