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
import { useProblem } from "../platform/problems";
import { save } from "../platform/save";
import { EraseDialog } from "./EraseDialog";
import { OrderList } from "./OrderList";
import { type Answer, type Export, erased, keptBecause } from "./requests";

/** What the shop knows of a customer in short, to be downloaded in full or erased. */
export function Found({ email, known }: { email: string; known: Export }) {
  const translate = useTranslate();
  const api = useApi();
  const problem = useProblem();
  const [asking, setAsking] = useState(false);
  const [answers, setAnswers] = useState<Answer[]>([]);
  const free = known.orders.filter((order) => !keptBecause(order));

  const erase = async () => {
    setAnswers([]);
    await erased(api, email, (more) => setAnswers((told) => [...told, ...more])).catch(problem);
    setAsking(false);
  };
  return (
    <Paper component="section" variant="outlined" aria-labelledby="known" sx={{ padding: 2 }}>
      <Typography id="known" variant="h6" component="h2" gutterBottom>
        {translate("customers.known", { smart_count: known.orders.length })}
      </Typography>
      <OrderList orders={known.orders} answers={answers} />
      <Stack direction="row" useFlexGap sx={{ flexWrap: "wrap", gap: 1, marginTop: 2 }}>
        <Button variant="outlined" startIcon={<DownloadIcon />} onClick={() => download(known)}>
          {translate("customers.download")}
        </Button>
        {free.length > 0 && answers.length === 0 && (
          <Button color="error" startIcon={<DeleteForeverIcon />} onClick={() => setAsking(true)}>
            {translate("customers.erase")}
          </Button>
        )}
      </Stack>
      {free.length === 0 && (
        <Alert severity="info" sx={{ marginTop: 2 }}>
          {translate("customers.nothing_to_erase")}
        </Alert>
      )}
      <div role="status">{answers.length > 0 && <Outcome answers={answers} />}</div>
      {asking && (
        <EraseDialog email={email} orders={known.orders} onErase={erase} onClose={() => setAsking(false)} />
      )}
    </Paper>
  );
}

function Outcome({ answers }: { answers: Answer[] }) {
  const translate = useTranslate();
  const gone = answers.filter(({ erased }) => erased).length;
  const kept = answers.length - gone;
  return (
    <Alert severity={kept > 0 ? "warning" : "success"} sx={{ marginTop: 2 }}>
      {translate("customers.outcome.erased", { smart_count: gone })}{" "}
      {kept > 0 && translate("customers.outcome.kept", { smart_count: kept })}
    </Alert>
  );
}

/** Hands out all of it as a file, whose name tells nothing of whom it is about. */
function download(known: Export): void {
  const name = `customer-data-${known.exported_at.slice(0, 10)}.json`;
  save(name, "application/json", [`${JSON.stringify(known, null, 2)}\n`]);
}
