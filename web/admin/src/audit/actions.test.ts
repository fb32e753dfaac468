import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import german from "../strings/de";
import english from "../strings/en";

const document = fileURLToPath(new URL("../../../../docs/openapi.json", import.meta.url));
const { components } = JSON.parse(readFileSync(document, "utf8")) as {
  components: { schemas: { AuditAction: { enum: string[] } } };
};

describe("actions of the audit trail", () => {
  it.each([
    ["English", english],
    ["German", german],
  ])("have a translation in %s each, and no others exist", (_language, { audit }) => {
    expect(Object.keys(audit.actions).toSorted()).toEqual(components.schemas.AuditAction.enum.toSorted());
  });
});
