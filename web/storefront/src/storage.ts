/**
 * What the browser keeps for the shop. Some keep nothing, where people forbid it or the room is used up: pages work there
 * too, and forget.
 */

export function readItem(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Says whether it was kept. */
export function writeItem(key: string, value: string): boolean {
  try {
    localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}

/** A list that was kept as JSON. What another version of the shop left there and nobody understands is nothing. */
export function readList(key: string): unknown[] {
  try {
    const stored: unknown = JSON.parse(readItem(key) ?? "[]");
    return Array.isArray(stored) ? stored : [];
  } catch {
    return [];
  }
}
