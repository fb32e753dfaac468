/** Exports that the API answers page by page. */

import { unwrapWithHeaders } from "./api";
import { downloadFile } from "./downloadFile";
import { nextCursor } from "./link";

type Call = Parameters<typeof unwrapWithHeaders<string>>[0];

/** Fetches every page of a CSV export and hands them to the downloads as the one file that they make. */
export async function downloadCsv(name: string, page: (from: { cursor?: string }) => Call): Promise<void> {
  const texts: string[] = [];
  let cursor: string | undefined;
  do {
    const { data, headers } = await unwrapWithHeaders(page(cursor ? { cursor } : {}));
    // A page without a line has no text at all.
    texts.push((data as string | undefined) ?? "");
    cursor = nextCursor(headers.get("link"));
  } while (cursor);
  downloadFile(name, "text/csv", texts);
}
