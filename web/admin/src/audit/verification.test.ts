import { describe, expect, it } from "vitest";
import { verificationMessage } from "./verification";

const broken = (fault: string, at_entry?: number) =>
  verificationMessage({ subject: "settings", entries: 4, intact: false, end_known: true, fault, at_entry });

describe("a broken chain", () => {
  it("names the entry from which it is not verified", () => {
    const place = broken("expected entry 3, found 4", 3);
    expect(place).toEqual({ key: "audit.verify.wrong_place", entry: 3, found: 4 });
    const changed = broken("entry 2 is not the one that was written", 2);
    expect(changed).toEqual({ key: "audit.verify.changed", entry: 2 });
    const end = broken("the chain does not end where its head says");
    expect(end).toEqual({ key: "audit.verify.wrong_end" });
  });

  it("shows an unknown fault as the API words it", () => {
    expect(broken("all is lost")).toEqual({ key: "audit.verify.other", fault: "all is lost" });
  });
});
