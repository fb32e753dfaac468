import type { Schemas } from "@3d-things/api";
import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { useTranslate } from "react-admin";
import { parseEvidence } from "../../../audit/changes";
import { Evidence } from "../../../audit/Evidence";
import { localizedDetail } from "../../../platform/localizeProblem";
import { ImportProgress } from "./ImportProgress";
import type { Progress, Report } from "./useImport";

type Props = { report: Report; progress: Progress | undefined; onConfirm: () => void; onClose: () => void };

/** Rows that need a look come first. */
const ORDER: Schemas["Outcome"][] = ["refused", "updated", "created", "unchanged"];

/** Shows an import's preview or result. */
export function ImportDialog({ report, progress, onConfirm, onClose }: Props) {
  const translate = useTranslate();
  const changes = report.created + report.updated;
  const items = report.items.toSorted(
    (one, other) => ORDER.indexOf(one.outcome) - ORDER.indexOf(other.outcome) || one.row - other.row,
  );
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="md" aria-labelledby="import-title">
      <DialogTitle id="import-title">
        {translate(report.dry_run ? "products.import_tried" : "products.import_done")}
      </DialogTitle>
      <DialogContent>
        <p>{translate("products.import_sums", { ...report })}</p>
        {progress && <ImportProgress progress={progress} />}
        {items.map((item) => (
          <Row key={`${String(item.row)} ${item.slug}`} item={item} />
        ))}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{translate("ra.action.close")}</Button>
        {report.dry_run && changes > 0 && (
          <Button variant="contained" loading={Boolean(progress)} onClick={onConfirm}>
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
  const severity = faults.length > 0 ? "error" : item.outcome === "unchanged" ? "info" : "success";
  return (
    <Alert severity={severity} sx={{ mb: 1 }} slotProps={{ message: { sx: { minWidth: 0 } } }}>
      {item.row}: {item.slug} – {translate(`products.outcomes.${item.outcome}`)}
      {faults.map((fault) => (
        <div key={fault.pointer + fault.detail}>
          <code>{fault.pointer}</code> {localizedDetail(fault, translate)}
        </div>
      ))}
      {item.changes && <Evidence {...parseEvidence(item.changes)} />}
    </Alert>
  );
}
