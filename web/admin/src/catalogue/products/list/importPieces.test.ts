import { describe, expect, it } from "vitest";
import { csvPieces, jsonPieces } from "./importPieces";

const HEADER = "slug,name,description\n";
const bytes = (content: unknown) => new TextEncoder().encode(JSON.stringify(content)).length;

describe("a CSV file", () => {
  it("of a few products is one piece, whatever its line ends", () => {
    const text = `${HEADER}a,A,x\r\na,,\rb,B,y`;
    expect(csvPieces(text)).toEqual([
      { content: { csv: `${HEADER}a,A,x\na,,\nb,B,y\n` }, products: 2, places: [1, 2, 3, 4] },
    ]);
  });

  it("of more than 100 products is cut between products, each piece with the header", () => {
    const lines = Array.from({ length: 250 }, (_, n) => `p${n},"Name, ${n}","two\nlines"\np${n},,\n`);
    const pieces = csvPieces(`sep=,\n${HEADER}${lines.join("")}`);
    expect(pieces.map(({ products }) => products)).toEqual([100, 100, 50]);
    expect(pieces[1]?.content.csv).toMatch(/^sep=,\nslug,name,description\np100,"Name, 100"/);
    // The third line of the second piece is the first line of the product p100, which has three lines.
    expect(pieces[1]?.places.slice(0, 4)).toEqual([1, 2, 303, 304]);
    expect(pieces.flatMap(({ places }) => places.slice(2))).toHaveLength(750);
  });

  it("of large products is cut below the API's limit", () => {
    const lines = Array.from({ length: 60 }, (_, n) => `p${n},N,"${"ä".repeat(8000)}"\n`);
    const pieces = csvPieces(HEADER + lines.join(""));
    expect(pieces.length).toBeGreaterThan(3);
    for (const { content } of pieces) expect(bytes({ ...content, dry_run: true })).toBeLessThan(256 * 1024);
    expect(pieces.reduce((sum, { products }) => sum + products, 0)).toBe(60);
  });

  it("has all products of the same slug in the same piece", () => {
    const names = [...Array.from({ length: 150 }, (_, n) => `p${n}`), "p0"];
    const pieces = csvPieces(HEADER + names.map((name) => `${name},N,x\n`).join(""));
    expect(pieces[0]?.content.csv?.match(/^p0,/gm)).toHaveLength(2);
    expect(pieces[0]?.places.at(2)).toBe(152);
  });

  it("without products is sent all the same, for the API to judge", () => {
    expect(csvPieces("a;b")).toEqual([{ content: { csv: "a;b\n" }, products: 0, places: [1] }]);
    expect(csvPieces("")).toHaveLength(1);
  });
});

describe("a JSON file", () => {
  it("is cut into lists of at most 100 products", () => {
    const products = Array.from({ length: 101 }, (_, n) => ({ slug: `p${n}` }));
    const pieces = jsonPieces(products);
    expect(pieces.map((piece) => piece.products)).toEqual([100, 1]);
    expect(pieces[1]).toEqual({ content: { products: [{ slug: "p100" }] }, products: 1, places: [101] });
  });

  it("that is no list of products is sent all the same", () => {
    expect(jsonPieces({ a: 1 })).toEqual([{ content: { products: { a: 1 } }, products: 0, places: [] }]);
    expect(jsonPieces([])).toEqual([{ content: { products: [] }, products: 0, places: [] }]);
    expect(jsonPieces([null, 1])).toHaveLength(1);
  });
});
