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

/** The theirs version of a document with what was changed here since it was base. */
export function merge(base: unknown, ours: unknown, theirs: unknown, path: Path = []): Merged {
  if (same(base, ours) || same(ours, theirs)) return unchanged(theirs);
  if (same(base, theirs)) return unchanged(ours);
  if (isDocument(ours) && isDocument(theirs)) return mergeFields(base, ours, theirs, path);
  const [baseItems, ourItems, theirItems] = [base ?? [], ours, theirs].map(itemsByName);
  if (baseItems && ourItems && theirItems) return mergeItems(baseItems, ourItems, theirItems, path);
  return { value: ours, contested: [path], removed: [] };
}

const unchanged = (value: unknown): Merged => ({ value, contested: [], removed: [] });

function mergeFields(base: unknown, ours: Document, theirs: Document, path: Path): Merged {
  const before = isDocument(base) ? base : {};
  const names = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
  const parts = [...names].map(
    (name) => [name, merge(before[name], ours[name], theirs[name], [...path, name])] as const,
  );
  return {
    value: Object.fromEntries(parts.map(([name, { value }]) => [name, value])),
    contested: parts.flatMap(([, { contested }]) => contested),
    removed: parts.flatMap(([, { removed }]) => removed),
  };
}

type Items = ReadonlyMap<string, unknown>;

/** Lists are merged item by item, so that what happened to one item takes nothing from the others. */
function mergeItems(baseItems: Items, ourItems: Items, theirItems: Items, path: Path): Merged {
  const contested: Path[] = [];
  const removed: Path[] = [];
  const value = order(baseItems, ourItems, theirItems).flatMap((name) => {
    const [base, ours, theirs] = [baseItems.get(name), ourItems.get(name), theirItems.get(name)];
    const itemPath = [...path, itemLabel(ours ?? theirs)];
    if (ourItems.has(name) && theirItems.has(name)) {
      const item = merge(base, ours, theirs, itemPath);
      contested.push(...item.contested);
      removed.push(...item.removed);
      return [item.value];
    }
    if (!baseItems.has(name)) return [ours ?? theirs];
    // One of both removed it, and that stays so.
    if (ourItems.has(name) && !same(base, ours)) removed.push(itemPath);
    if (theirItems.has(name) && !same(base, theirs)) contested.push(itemPath);
    return [];
  });
  return { value, contested, removed };
}

/** In one's own order where it was changed here, in the theirs one otherwise; what is new to that one comes last. */
function order(baseItems: Items, ourItems: Items, theirItems: Items): string[] {
  const common = (items: Items) =>
    [...items.keys()].filter((name) => baseItems.has(name) && ourItems.has(name));
  const [lead, rest] = same(common(baseItems), common(ourItems))
    ? [theirItems, ourItems]
    : [ourItems, theirItems];
  return [...new Set([...lead.keys(), ...rest.keys()])];
}

/** The items of a list by what tells them apart; nothing if it is no list, or has items that cannot be told apart. */
function itemsByName(list: unknown): Items | undefined {
  if (!Array.isArray(list)) return undefined;
  const entries = list.map((item: unknown) => [itemName(item), item] as const);
  const items = new Map(entries.flatMap(([name, item]) => (name === undefined ? [] : [[name, item]])));
  return items.size === list.length ? items : undefined;
}

function itemName(item: unknown): string | undefined {
  if (Array.isArray(item)) return JSON.stringify(item.toSorted());
  if (!isDocument(item)) return JSON.stringify(item);
  const name = item["key"] ?? item["id"] ?? item["path"] ?? item["slug"];
  return typeof name === "string" ? name : undefined;
}

/** How people know an item. */
function itemLabel(item: unknown): string {
  if (Array.isArray(item)) return item.join(" + ");
  if (!isDocument(item)) return String(item);
  const label = item["value"] ?? item["name"] ?? item["alt"] ?? itemName(item);
  return String(label);
}

function isDocument(value: unknown): value is Document {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Forms hold `null` or nothing where the API leaves a field out. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(withoutEmpty(a)) === JSON.stringify(withoutEmpty(b));
}

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (!isDocument(value)) return value === "" || value === undefined ? null : value;
  const entries = Object.entries(value).map(([name, inner]) => [name, withoutEmpty(inner)] as const);
  const filled = entries.filter(([, inner]) => inner !== null).sort(([a], [b]) => a.localeCompare(b));
  return filled.length > 0 ? Object.fromEntries(filled) : null;
}
