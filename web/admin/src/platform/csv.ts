/** Exports that the API answers page by page. */

import { askWithHeaders } from "./api";
import { nextCursor } from "./link";
import { save } from "./save";

type Call = Parameters<typeof askWithHeaders<string>>[0];

/** Fetches every page of a CSV export and hands them to the downloads as the one file that they make. */
export async function saveCsv(name: string, page: (from: { cursor?: string }) => Call): Promise<void> {
  const texts: string[] = [];
  let cursor: string | undefined;
  do {
    const { data, headers } = await askWithHeaders(page(cursor ? { cursor } : {}));
    // A page without a line has no text at all.
    texts.push((data as string | undefined) ?? "");
    cursor = nextCursor(headers.get("link"));
  } while (cursor);
  save(name, "text/csv", texts);
}
