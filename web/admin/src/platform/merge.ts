/** Three-way merge of a document: base, ours and theirs. */

type Document = Record<string, unknown>;
type Path = readonly string[];

/** The merged document, and the paths of its conflicts. */
export type Merged = {
  value: unknown;
  /** Fields that both sides changed differently; ours are used. */
  contested: Path[];
  /** Items that we changed and they removed. */
  removed: Path[];
};

/** Applies our changes since `base` to `theirs`. */
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

/** Merges lists item by item, so that a change to one item does not undo changes to others. */
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
    // A removal on either side stays.
    if (ourItems.has(name) && !same(base, ours)) removed.push(itemPath);
    if (theirItems.has(name) && !same(base, theirs)) contested.push(itemPath);
    return [];
  });
  return { value, contested, removed };
}

/** Uses our order if we changed it, otherwise theirs; items that are new to it come last. */
function order(baseItems: Items, ourItems: Items, theirItems: Items): string[] {
  const common = (items: Items) =>
    [...items.keys()].filter((name) => baseItems.has(name) && ourItems.has(name));
  const [lead, rest] = same(common(baseItems), common(ourItems))
    ? [theirItems, ourItems]
    : [ourItems, theirItems];
  return [...new Set([...lead.keys(), ...rest.keys()])];
}

/** Indexes list items by identity; undefined if it is no list or an item has none. */
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

/** The item's display name. */
function itemLabel(item: unknown): string {
  if (Array.isArray(item)) return item.join(" + ");
  if (!isDocument(item)) return String(item);
  const label = item["value"] ?? item["name"] ?? item["alt"] ?? itemName(item);
  return String(label);
}

function isDocument(value: unknown): value is Document {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Compares values; null, empty and absent are equal, since forms and the API differ in that. */
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
