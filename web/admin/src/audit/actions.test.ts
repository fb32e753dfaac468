import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import german from "../strings/de";
import english from "../strings/en";

const document = fileURLToPath(new URL("../../../../docs/openapi.json", import.meta.url));
const { components } = JSON.parse(readFileSync(document, "utf8")) as {
  components: { schemas: { AuditAction: { enum: string[] } } };
};

describe("what can be done, as the trail names it", () => {
  it.each([
    ["English", english],
    ["German", german],
  ])("has words in %s, and there are none for anything else", (_language, { audit }) => {
    expect(Object.keys(audit.actions).toSorted()).toEqual(components.schemas.AuditAction.enum.toSorted());
  });
});
