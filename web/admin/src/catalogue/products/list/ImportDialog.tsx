import type { Schemas } from "@3d-things/api";
import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { useTranslate } from "react-admin";
import { localizedDetail } from "../../../platform/localizeProblem";

type Props = { report: Schemas["Report"]; busy: boolean; onConfirm: () => void; onClose: () => void };

/** Shows an import's preview or result. */
export function ImportDialog({ report, busy, onConfirm, onClose }: Props) {
  const translate = useTranslate();
  const changes = report.created + report.updated;
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="md" aria-labelledby="import-title">
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
        <Button onClick={onClose}>{translate("ra.action.close")}</Button>
        {report.dry_run && changes > 0 && (
          <Button variant="contained" loading={busy} onClick={onConfirm}>
            {translate("products.import_go", { smart_count: changes })}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}

function Row({ item }: { item: Schemas["Imported"] }) {
  const translate = useTranslate();
  const faults = item.errors ?? [];
  return (
    <Alert severity={faults.length > 0 ? "error" : "success"} sx={{ mb: 1 }}>
      {item.row}: {item.slug} – {translate(`products.outcomes.${item.outcome}`)}
      {faults.map((fault) => (
        <div key={fault.pointer + fault.detail}>
          <code>{fault.pointer}</code> {localizedDetail(fault, translate)}
        </div>
      ))}
    </Alert>
  );
}
