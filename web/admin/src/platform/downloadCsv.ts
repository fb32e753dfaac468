/** Downloads of paginated exports. */

import { unwrapWithHeaders } from "./api";
import { downloadFile } from "./downloadFile";
import { nextCursor } from "./link";

type Call = Parameters<typeof unwrapWithHeaders<string>>[0];

/** Fetches all pages of a CSV export and downloads them as one file. */
export async function downloadCsv(name: string, page: (from: { cursor?: string }) => Call): Promise<void> {
  const texts: string[] = [];
  let cursor: string | undefined;
  do {
    const { data, headers } = await unwrapWithHeaders(page(cursor ? { cursor } : {}));
    // An empty page has no body.
    texts.push((data as string | undefined) ?? "");
    cursor = nextCursor(headers.get("link"));
  } while (cursor);
  downloadFile(name, "text/csv", texts);
}
