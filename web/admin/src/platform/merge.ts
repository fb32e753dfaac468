/** What somebody changed in a document laid over what others made of it meanwhile. */

type Document = Record<string, unknown>;
type Path = readonly string[];

/** A document with one's own changes over the others', and where the two met. */
export type Merged = {
  value: unknown;
  /** Fields that both changed, and not to the same: they are one's own now. */
  contested: Path[];
  /** What was changed here and is no longer there, because others removed it. */
  removed: Path[];
};

/** The present version of a document with what was changed here since it was seen. */
export function merged(seen: unknown, mine: unknown, present: unknown, path: Path = []): Merged {
  if (same(seen, mine) || same(mine, present)) return clear(present);
  if (same(seen, present)) return clear(mine);
  if (isDocument(mine) && isDocument(present)) return mergedFields(seen, mine, present, path);
  const [was, own, now] = [seen ?? [], mine, present].map(byName);
  if (was && own && now) return mergedItems(was, own, now, path);
  return { value: mine, contested: [path], removed: [] };
}

const clear = (value: unknown): Merged => ({ value, contested: [], removed: [] });

function mergedFields(seen: unknown, mine: Document, present: Document, path: Path): Merged {
  const was = isDocument(seen) ? seen : {};
  const names = new Set([...Object.keys(present), ...Object.keys(mine)]);
  const parts = [...names].map(
    (name) => [name, merged(was[name], mine[name], present[name], [...path, name])] as const,
  );
  return {
    value: Object.fromEntries(parts.map(([name, { value }]) => [name, value])),
    contested: parts.flatMap(([, { contested }]) => contested),
    removed: parts.flatMap(([, { removed }]) => removed),
  };
}

type Items = ReadonlyMap<string, unknown>;

/** Lists are merged item by item, so that what happened to one item takes nothing from the others. */
function mergedItems(was: Items, own: Items, now: Items, path: Path): Merged {
  const contested: Path[] = [];
  const removed: Path[] = [];
  const value = order(was, own, now).flatMap((name) => {
    const [first, mine, present] = [was.get(name), own.get(name), now.get(name)];
    const here = [...path, labelOf(mine ?? present)];
    if (own.has(name) && now.has(name)) {
      const item = merged(first, mine, present, here);
      contested.push(...item.contested);
      removed.push(...item.removed);
      return [item.value];
    }
    if (!was.has(name)) return [mine ?? present];
    // One of both removed it, and that stays so.
    if (own.has(name) && !same(first, mine)) removed.push(here);
    if (now.has(name) && !same(first, present)) contested.push(here);
    return [];
  });
  return { value, contested, removed };
}

/** In one's own order where it was changed here, in the present one otherwise; what is new to that one comes last. */
function order(was: Items, own: Items, now: Items): string[] {
  const common = (items: Items) => [...items.keys()].filter((name) => was.has(name) && own.has(name));
  const [lead, rest] = same(common(was), common(own)) ? [now, own] : [own, now];
  return [...new Set([...lead.keys(), ...rest.keys()])];
}

/** The items of a list by what tells them apart; nothing if it is no list, or has items that cannot be told apart. */
function byName(list: unknown): Items | undefined {
  if (!Array.isArray(list)) return undefined;
  const named = list.map((item: unknown) => [nameOf(item), item] as const);
  const items = new Map(named.flatMap(([name, item]) => (name === undefined ? [] : [[name, item]])));
  return items.size === list.length ? items : undefined;
}

function nameOf(item: unknown): string | undefined {
  if (Array.isArray(item)) return JSON.stringify(item.toSorted());
  if (!isDocument(item)) return JSON.stringify(item);
  const name = item["key"] ?? item["id"] ?? item["path"] ?? item["slug"];
  return typeof name === "string" ? name : undefined;
}

/** How people know an item. */
function labelOf(item: unknown): string {
  if (Array.isArray(item)) return item.join(" + ");
  if (!isDocument(item)) return String(item);
  const label = item["value"] ?? item["name"] ?? item["alt"] ?? nameOf(item);
  return String(label);
}

function isDocument(value: unknown): value is Document {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Forms hold `null` or nothing where the API leaves a field out. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(bare(one)) === JSON.stringify(bare(other));
}

function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (!isDocument(value)) return value === "" || value === undefined ? null : value;
  const told = Object.entries(value).map(([name, inner]) => [name, bare(inner)] as const);
  const kept = told.filter(([, inner]) => inner !== null).sort(([a], [b]) => a.localeCompare(b));
  return kept.length > 0 ? Object.fromEntries(kept) : null;
}
