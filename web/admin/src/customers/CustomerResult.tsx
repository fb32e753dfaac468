import DeleteForeverIcon from "@mui/icons-material/DeleteForever";
import DownloadIcon from "@mui/icons-material/Download";
import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Paper from "@mui/material/Paper";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useTranslate } from "react-admin";
import { useApi } from "../platform/ApiContext";
import { downloadFile } from "../platform/downloadFile";
import { useNotifyError } from "../platform/errors";
import { EraseDialog } from "./EraseDialog";
import { OrderList } from "./OrderList";
import { eraseCustomer, type Erasure, type Export, retentionHold } from "./privacyRequests";

/** Summarises a customer's stored data, with download and erasure. */
export function CustomerResult({ email, known }: { email: string; known: Export }) {
  const translate = useTranslate();
  const api = useApi();
  const problem = useNotifyError();
  const [confirming, setConfirming] = useState(false);
  const [erasures, setErasures] = useState<Erasure[]>([]);
  const erasable = known.orders.filter((order) => !retentionHold(order));

  const erase = async () => {
    setErasures([]);
    await eraseCustomer(api, email, (more) => setErasures((before) => [...before, ...more])).catch(problem);
    setConfirming(false);
  };
  return (
    <Paper component="section" variant="outlined" aria-labelledby="known" sx={{ padding: 2 }}>
      <Typography id="known" variant="h6" component="h2" gutterBottom>
        {translate("customers.known", { smart_count: known.orders.length })}
      </Typography>
      <OrderList orders={known.orders} erasures={erasures} />
      {known.failed.length > 0 && (
        <Alert severity="error" sx={{ marginTop: 2 }}>
          {translate("customers.incomplete", { orders: known.failed.map(({ number }) => number).join(", ") })}
        </Alert>
      )}
      <Stack direction="row" useFlexGap sx={{ flexWrap: "wrap", gap: 1, marginTop: 2 }}>
        <Button variant="outlined" startIcon={<DownloadIcon />} onClick={() => download(known)}>
          {translate("customers.download")}
        </Button>
        {erasures.length === 0 && (
          <Button color="error" startIcon={<DeleteForeverIcon />} onClick={() => setConfirming(true)}>
            {translate("customers.erase")}
          </Button>
        )}
      </Stack>
      {erasable.length === 0 && (
        <Alert severity="info" sx={{ marginTop: 2 }}>
          {translate("customers.nothing_to_erase")}
        </Alert>
      )}
      <div role="status">{erasures.length > 0 && <Outcome erasures={erasures} />}</div>
      {confirming && (
        <EraseDialog
          email={email}
          orders={known.orders}
          onErase={erase}
          onClose={() => setConfirming(false)}
        />
      )}
    </Paper>
  );
}

function Outcome({ erasures }: { erasures: Erasure[] }) {
  const translate = useTranslate();
  const erased = erasures.filter(({ erased }) => erased).length;
  const failed = erasures.filter(({ problem }) => problem).length;
  const kept = erasures.length - erased - failed;
  return (
    <Alert severity={failed > 0 ? "error" : kept > 0 ? "warning" : "success"} sx={{ marginTop: 2 }}>
      {translate("customers.outcome.erased", { smart_count: erased })}{" "}
      {kept > 0 && translate("customers.outcome.kept", { smart_count: kept })}{" "}
      {failed > 0 && translate("customers.outcome.failed", { smart_count: failed })}
    </Alert>
  );
}

/** Downloads the export. The file's name contains no personal data. */
function download(known: Export): void {
  const name = `customer-data-${known.exported_at.slice(0, 10)}.json`;
  downloadFile(name, "application/json", [`${JSON.stringify(known, null, 2)}\n`]);
}
