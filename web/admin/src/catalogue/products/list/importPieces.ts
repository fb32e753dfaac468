/** Cuts a file of products into pieces that the API accepts. The API parses them; here only products are told apart. */

import type { Schemas } from "@3d-things/api";

type Content = Pick<Schemas["Import"], "csv" | "products">;

/** A piece, with the place in the file of each place in the piece; places start at 1. */
export type Piece = { content: Content; products: number; places: number[] };

/** The API's limits: products, and bytes of the request with some room for the rest of it. */
const MAX_PRODUCTS = 100;
const MAX_BYTES = 240 * 1024;

/** One product of the file: its slug, its size in a request, and its lines or the product itself. */
type Part<T> = { slug: string; bytes: number; places: number[]; content: T };

/** Cuts CSV between products. Each piece begins with the header line. */
export function csvPieces(text: string): Piece[] {
  const records = recordsOf(text.replace(/\r\n?/g, "\n"));
  const heads = /^\W*sep=/.test(records[0]?.text ?? "") ? 2 : 1;
  const header = joined(records.slice(0, heads));
  const pieces = pack(productsOf(records.slice(heads)), MAX_BYTES - sizeOf(header.content));
  if (pieces.length === 0) return [{ content: { csv: header.content }, products: 0, places: header.places }];
  return pieces.map((parts) => ({
    content: { csv: header.content + parts.map(({ content }) => content).join("") },
    products: parts.length,
    places: [...header.places, ...parts.flatMap(({ places }) => places)],
  }));
}

/** Cuts the list of a JSON export. Anything that is not a list is left to the API to refuse. */
export function jsonPieces(document: unknown): Piece[] {
  const whole = (products: unknown) => products as NonNullable<Content["products"]>;
  if (!Array.isArray(document)) return [{ content: { products: whole(document) }, products: 0, places: [] }];
  const parts = document.map((product: unknown, index) => ({
    slug: String((product as { slug?: unknown } | null)?.slug ?? ""),
    bytes: sizeOf(product),
    places: [index + 1],
    content: product,
  }));
  const pieces = document.length > 0 ? pack(parts, MAX_BYTES) : [[]];
  return pieces.map((piece) => ({
    content: { products: whole(piece.map(({ content }) => content)) },
    products: piece.length,
    places: piece.flatMap(({ places }) => places),
  }));
}

/** Fills pieces with products. Products with the same slug stay together, so that the API finds the duplicate. */
function pack<T>(parts: Part<T>[], maxBytes: number): Part<T>[][] {
  const pieces: Part<T>[][] = [];
  let [room, bytes] = [0, 0];
  for (const same of bySlug(parts)) {
    const size = same.reduce((sum, part) => sum + part.bytes, 0);
    if (same.length > room || size > bytes) {
      pieces.push([]);
      [room, bytes] = [MAX_PRODUCTS, maxBytes];
    }
    pieces.at(-1)?.push(...same);
    room -= same.length;
    bytes -= size;
  }
  return pieces;
}

/** Groups products by slug, in the order of the first of each. */
function bySlug<T>(parts: Part<T>[]): Part<T>[][] {
  const groups = new Map<string, Part<T>[]>();
  for (const part of parts) {
    const group = groups.get(part.slug);
    if (group) group.push(part);
    else groups.set(part.slug, [part]);
  }
  return [...groups.values()];
}

type Record = { text: string; line: number };

/** Splits at line ends outside of quotes. */
function recordsOf(text: string): Record[] {
  const records: Record[] = [];
  let [start, line, quoted] = [0, 1, false];
  for (let at = 0; at <= text.length; at += 1) {
    if (text[at] === '"') quoted = !quoted;
    if (at < text.length && (text[at] !== "\n" || quoted)) continue;
    const record = text.slice(start, at + 1);
    if (record) records.push({ text: record.endsWith("\n") ? record : `${record}\n`, line });
    line += record.split("\n").length - 1;
    start = at + 1;
  }
  return records;
}

/** Joins the successive records that have the same slug, which is the first cell. */
function productsOf(records: Record[]): Part<string>[] {
  const products: { slug: string; records: Record[] }[] = [];
  for (const record of records) {
    const slug = /^["']*([^,;\t|"\n]*)/.exec(record.text)?.[1]?.trim() ?? "";
    const last = products.at(-1);
    if (last && (last.slug === slug || !record.text.trim())) last.records.push(record);
    else products.push({ slug, records: [record] });
  }
  return products.map((product) => {
    const { content, places } = joined(product.records);
    return { slug: product.slug, bytes: sizeOf(content), places, content };
  });
}

/** Joins records, with the line in the file of each of their lines. */
function joined(records: Record[]): { content: string; places: number[] } {
  const linesOf = ({ text, line }: Record) =>
    Array.from({ length: text.split("\n").length - 1 }, (_, index) => line + index);
  return { content: records.map(({ text }) => text).join(""), places: records.flatMap(linesOf) };
}

/** Size in a request, in bytes. */
function sizeOf(content: unknown): number {
  return new TextEncoder().encode(JSON.stringify(content) ?? "").length + 1;
}
