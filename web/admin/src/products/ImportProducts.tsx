import type { Schemas } from "@3d-things/api";
import UploadIcon from "@mui/icons-material/Upload";
import Alert from "@mui/material/Alert";
import MuiButton from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { useRef, useState } from "react";
import { Button, useRefresh, useTranslate } from "react-admin";
import { useApi } from "../platform/ApiContext";
import { ask } from "../platform/api";
import { useProblem } from "../platform/problems";

type Report = Schemas["Report"];
type Content = Pick<Schemas["Import"], "csv" | "products">;

/** Products from a file, JSON or CSV: tried first, with every fault of every row, then taken for real. */
export function ImportProducts() {
  const translate = useTranslate();
  const api = useApi();
  const problem = useProblem();
  const refresh = useRefresh();
  const input = useRef<HTMLInputElement>(null);
  const [content, setContent] = useState<Content>();
  const [report, setReport] = useState<Report>();

  const run = async (taken: Content, dry_run: boolean) => {
    const body = { ...taken, dry_run };
    setReport(await ask(api.POST("/admin/products/import", { body })));
    setContent(taken);
    if (!dry_run) refresh();
  };
  const read = async (file: File) => {
    const text = await file.text();
    const taken = file.name.endsWith(".json") ? { products: JSON.parse(text) as never } : { csv: text };
    await run(taken, true);
  };
  const close = () => setReport(undefined);
  return (
    <>
      <Button label="products.import" onClick={() => input.current?.click()}>
        <UploadIcon />
      </Button>
      <input
        ref={input}
        type="file"
        accept=".csv,.json,text/csv,application/json"
        aria-label={translate("products.import")}
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) void read(file).catch(problem);
        }}
      />
      {report && content && (
        <Dialog open onClose={close} fullWidth maxWidth="md" aria-labelledby="import-title">
          <DialogTitle id="import-title">
            {translate(report.dry_run ? "products.import_tried" : "products.import_done")}
          </DialogTitle>
          <DialogContent>
            <p>{translate("products.import_sums", { ...report })}</p>
            {report.items.map((item) => (
              <Row key={`${String(item.row)} ${item.slug}`} item={item} />
            ))}
          </DialogContent>
          <DialogActions>
            <MuiButton onClick={close}>{translate("ra.action.close")}</MuiButton>
            {report.dry_run && (
              <MuiButton variant="contained" onClick={() => void run(content, false).catch(problem)}>
                {translate("products.import_go", { smart_count: report.created + report.updated })}
              </MuiButton>
            )}
          </DialogActions>
        </Dialog>
      )}
    </>
  );
}

function Row({ item }: { item: Schemas["Imported"] }) {
  const translate = useTranslate();
  const faults = item.errors ?? [];
  return (
    <Alert severity={faults.length > 0 ? "error" : "success"} sx={{ mb: 1 }}>
      {item.row}: {item.slug} – {translate(`products.outcomes.${item.outcome}`)}
      {faults.map(({ pointer, detail }) => (
        <div key={pointer + detail}>
          <code>{pointer}</code> {detail}
        </div>
      ))}
    </Alert>
  );
}
