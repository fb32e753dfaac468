import type { Schemas } from "@3d-things/api";
import { useState } from "react";
import { useNotify, useRefresh } from "react-admin";
import { type Api, unwrap } from "../../../platform/api";
import { useApi } from "../../../platform/ApiContext";
import { useNotifyError } from "../../../platform/errors";
import { decodeText } from "./decodeText";
import { csvPieces, jsonPieces, type Piece } from "./importPieces";

export type Report = Schemas["Report"];
export type Progress = { done: number; total: number };

/** State of an import: a dry run when the file is read, the import after confirmation. */
export function useImport() {
  const api = useApi();
  const notify = useNotify();
  const problem = useNotifyError();
  const refresh = useRefresh();
  const [progress, setProgress] = useState<Progress>();
  const [pieces, setPieces] = useState<Piece[]>([]);
  const [report, setReport] = useState<Report>();

  const send = async (file: Piece[], dry_run: boolean) => {
    const total = file.reduce((sum, { products }) => sum + products, 0);
    let whole = emptyReport(dry_run);
    for (const piece of file) {
      setProgress({ done: whole.items.length, total });
      whole = withPiece(whole, await sendPiece(api, piece, dry_run));
      // After a failure, the report shows what was imported until then.
      if (!dry_run) setReport(whole);
    }
    setReport(whole);
  };
  const open = async (file: File) => {
    const cut = piecesOf(file.name, decodeText(await file.arrayBuffer()));
    if (!cut) {
      notify("products.import_no_json", { type: "error", messageArgs: { name: file.name } });
      return;
    }
    await send(cut, true);
    setPieces(cut);
  };
  const run = (action: () => Promise<void>) => {
    setProgress({ done: 0, total: 0 });
    return action()
      .catch(problem)
      .finally(() => setProgress(undefined));
  };
  return {
    progress,
    report,
    read: (file: File) => void run(() => open(file)),
    go: () => void run(() => send(pieces, false)).then(refresh),
    close: () => setReport(undefined),
  };
}

/** Cuts a file into pieces; undefined if it is named JSON but invalid. */
function piecesOf(name: string, text: string): Piece[] | undefined {
  if (!name.toLowerCase().endsWith(".json")) return csvPieces(text);
  try {
    return jsonPieces(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Imports a piece; its rows become those of the file. */
async function sendPiece(api: Api, { content, places }: Piece, dry_run: boolean): Promise<Report> {
  const report = await unwrap(api.POST("/admin/products/import", { body: { ...content, dry_run } }));
  const items = report.items.map((item) => ({ ...item, row: places[item.row - 1] ?? item.row }));
  return { ...report, items };
}

function emptyReport(dry_run: boolean): Report {
  return { dry_run, created: 0, updated: 0, unchanged: 0, refused: 0, items: [] };
}

function withPiece(whole: Report, piece: Report): Report {
  return {
    dry_run: whole.dry_run,
    created: whole.created + piece.created,
    updated: whole.updated + piece.updated,
    unchanged: whole.unchanged + piece.unchanged,
    refused: whole.refused + piece.refused,
    items: [...whole.items, ...piece.items],
  };
}
