/** Parses an entry's evidence into changed values and other details. */

export type Change = { path: string[]; before?: unknown; after?: unknown };
export type Fact = { path: string[]; value: unknown };

type Tree = Record<string, unknown>;

export function parseEvidence(evidence: unknown): { changes: Change[]; facts: Fact[] } {
  if (!isTree(evidence)) return { changes: [], facts: leaves(evidence, []) };
  const { before, after, ...rest } = evidence;
  return { changes: compare(before, after, []), facts: leaves(rest, []) };
}

/** Lists every difference between two values. A value that exists on one side only is expanded into its fields. */
function compare(before: unknown, after: unknown, path: string[]): Change[] {
  if (same(before, after)) return [];
  if (isPlainList(before) && isPlainList(after)) return compareLists(before, after, path);
  if (hasChildren(before) || hasChildren(after)) {
    const [a, b] = [toTree(before), toTree(after)];
    const names = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...names].flatMap((name) => compare(a[name], b[name], [...path, name]));
  }
  return [{ path, before, after }];
}

/** Compares lists of plain values as sets: removed and added ones. */
function compareLists(before: unknown[], after: unknown[], path: string[]): Change[] {
  const removed = before.filter((value) => !after.includes(value));
  const added = after.filter((value) => !before.includes(value));
  // Reordering the same values is a change, too.
  if (removed.length + added.length === 0) return [{ path, before, after }];
  return [
    { path, ...(removed.length > 0 && { before: removed }), ...(added.length > 0 && { after: added }) },
  ];
}

function leaves(value: unknown, path: string[]): Fact[] {
  if (value === undefined || value === null) return [];
  if (!hasChildren(value)) return [{ path, value }];
  return Object.entries(toTree(value)).flatMap(([name, inner]) => leaves(inner, [...path, name]));
}

/** An amount and its currency count as one value. */
export function isMoney(value: unknown): value is { amount: number; currency: string } {
  return isTree(value) && typeof value["amount"] === "number" && typeof value["currency"] === "string";
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for values whose fields are compared one by one. */
function hasChildren(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => typeof item === "object");
  return isTree(value) && !isMoney(value);
}

function isPlainList(value: unknown): value is unknown[] {
  return Array.isArray(value) && !hasChildren(value);
}

/** Maps the values inside by name. List items go by their own ids, so that moving one is no change. */
function toTree(value: unknown): Tree {
  if (!Array.isArray(value)) return hasChildren(value) ? (value as Tree) : {};
  return Object.fromEntries(value.map((item, index) => [itemName(item) ?? `${index + 1}`, item]));
}

function itemName(item: unknown): string | undefined {
  if (!isTree(item)) return undefined;
  const name = item["id"] ?? item["slug"] ?? item["path"];
  return typeof name === "string" ? name : undefined;
}

/** Treats absent and empty values as equal. */
function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}
