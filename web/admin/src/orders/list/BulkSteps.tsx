import type { Schemas } from "@3d-things/api";
import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { useState } from "react";
import { useRefresh, useTranslate } from "react-admin";
import { unwrap } from "../../platform/api";
import { useApi } from "../../platform/ApiContext";
import { useConfirm } from "../../platform/Confirm";
import { useNotifyError } from "../../platform/errors";
import { localizeProblem } from "../../platform/localizeProblem";
import type { Summary } from "../order";

type Result = Schemas["TransitionResult"];
type Step = "processing" | "delivered";
type Props = { orders: readonly Summary[]; onDone: () => void };

/** Runs transitions that need only a confirmation on many orders, and shows each result. */
export function BulkSteps({ orders, onDone }: Props) {
  const translate = useTranslate();
  const api = useApi();
  const confirm = useConfirm();
  const problem = useNotifyError();
  const refresh = useRefresh();
  const [running, setRunning] = useState<Step>();
  const [results, setResults] = useState<readonly Result[]>();

  const submit = async (to: Step) => {
    const question = {
      title: translate(`orders.bulk.${to}`),
      consequence: translate(`orders.bulk.${to}_consequence`, { smart_count: orders.length }),
      action: translate(`orders.steps.${to}`),
    };
    if (!(await confirm(question))) return;
    setRunning(to);
    const body = { rows: rowsOf(orders, to) };
    await unwrap(api.POST("/admin/orders/transitions", { body }))
      .then((answer) => setResults(answer.results), problem)
      .finally(() => setRunning(undefined));
    refresh();
  };
  return (
    <>
      {(["processing", "delivered"] as const).map((to) => (
        <Button
          key={to}
          size="small"
          loading={running === to}
          disabled={Boolean(running)}
          onClick={() => void submit(to)}
        >
          {translate(`orders.bulk.${to}`)}
        </Button>
      ))}
      {results && <Results orders={orders} results={results} onClose={onDone} />}
    </>
  );
}

function rowsOf(orders: readonly Summary[], to: Step): Schemas["TransitionRow"][] {
  const evidence =
    to === "processing" ? { details_verified: true } : { delivered_at: new Date().toISOString() };
  return orders.map(({ id, version }) => ({ order_id: id, transition: { to, version, ...evidence } }));
}

type ResultsProps = { orders: readonly Summary[]; results: readonly Result[]; onClose: () => void };

/** Shows the result of each order; some may have left the list by now. */
function Results({ orders, results, onClose }: ResultsProps) {
  const translate = useTranslate();
  const numbers = new Map(orders.map(({ id, number }) => [id, number]));
  return (
    <Dialog open onClose={onClose} aria-labelledby="bulk-title">
      <DialogTitle id="bulk-title">{translate("orders.bulk.results")}</DialogTitle>
      <DialogContent>
        {results.map(({ order_id, problem }) => (
          <Alert key={order_id} severity={problem ? "error" : "success"} sx={{ mb: 1 }}>
            {numbers.get(order_id) ?? order_id}:{" "}
            {problem ? localizeProblem(problem, translate).detail : translate("orders.bulk.done")}
          </Alert>
        ))}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{translate("ra.action.close")}</Button>
      </DialogActions>
    </Dialog>
  );
}
