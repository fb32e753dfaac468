/** Browser storage. It may be blocked or full: pages work without it, and forget. */

export function readItem(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Returns false if it was not stored. */
export function writeItem(key: string, value: string): boolean {
  try {
    localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}

/** Reads a JSON list. Invalid data, such as another version's, counts as empty. */
export function readList(key: string): unknown[] {
  try {
    const stored: unknown = JSON.parse(readItem(key) ?? "[]");
    return Array.isArray(stored) ? stored : [];
  } catch {
    return [];
  }
}
