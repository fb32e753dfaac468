/** What somebody changed in a document laid over what others made of it meanwhile. */

type Document = Record<string, unknown>;

/** One field that was changed here; `contested` where others changed it, too, and not to the same. */
export type Kept = { path: string; value: unknown; contested: boolean };

/** Every field that differs from what was seen at first, and whether the present version contests it. */
export function keptOver(seen: Document, mine: Document, present: Document, above = ""): Kept[] {
  const names = new Set([...Object.keys(seen), ...Object.keys(mine)]);
  return [...names].flatMap((name) => {
    const [was, own, now] = [seen[name], mine[name], present[name]];
    if (same(was, own)) return [];
    const path = above + name;
    if (isDocument(own) && isDocument(now)) {
      return keptOver(isDocument(was) ? was : {}, own, now, `${path}.`);
    }
    return [{ path, value: own, contested: !same(was, now) && !same(own, now) }];
  });
}

function isDocument(value: unknown): value is Document {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Forms hold `null` or nothing where the API leaves a field out. */
function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(bare(one)) === JSON.stringify(bare(other));
}

function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (!isDocument(value)) return value === "" || value === undefined ? null : value;
  const told = Object.entries(value).map(([name, inner]) => [name, bare(inner)] as const);
  const kept = told.filter(([, inner]) => inner !== null).sort(([a], [b]) => a.localeCompare(b));
  return kept.length > 0 ? Object.fromEntries(kept) : null;
}
