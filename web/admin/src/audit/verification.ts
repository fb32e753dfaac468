/** Messages for the faults that a verification can find in a chain. */

import type { Schemas } from "@3d-things/api";

type Message = { key: string; entry?: number; found?: number; fault?: string };

/** Returns the key and values of the message. An unknown fault is shown as the API words it. */
export function verificationMessage({ fault, at_entry }: Schemas["Verification"]): Message {
  const text = fault ?? "";
  const entry = at_entry ?? undefined;
  const misplaced = /^expected entry \d+, found (\d+)$/.exec(text);
  if (misplaced) return { key: "audit.verify.wrong_place", entry, found: Number(misplaced[1]) };
  if (/ is not the one that was written$/.test(text)) return { key: "audit.verify.changed", entry };
  if (/ does not end where its head says$/.test(text)) return { key: "audit.verify.wrong_end" };
  return { key: "audit.verify.other", fault: text };
}
