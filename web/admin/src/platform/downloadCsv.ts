/** Downloads of paginated exports. */

import { unwrapWithHeaders } from "./api";
import { downloadFile } from "./downloadFile";
import { nextCursor } from "./link";

type Call = Parameters<typeof unwrapWithHeaders<string>>[0];

/** The mark by which spreadsheet programs recognise UTF-8. Reading a response as text drops the one that the API sends. */
const BYTE_ORDER_MARK = "\uFEFF";

type PageQuery = { language: "en" | "de"; cursor?: string };

/** Fetches all pages of a CSV export, as programs of this language read it, and downloads them as one file. */
export async function downloadCsv(
  name: string,
  locale: string,
  page: (query: PageQuery) => Call,
): Promise<void> {
  const language = locale === "de" ? "de" : "en";
  const texts: string[] = [BYTE_ORDER_MARK];
  let cursor: string | undefined;
  do {
    const { data, headers } = await unwrapWithHeaders(page({ language, ...(cursor && { cursor }) }));
    // An empty page has no body.
    texts.push((data as string | undefined) ?? "");
    cursor = nextCursor(headers.get("link"));
  } while (cursor);
  downloadFile(name, "text/csv", texts);
}
