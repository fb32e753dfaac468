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
type Row = Schemas["TransitionRow"];
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
    if (await confirm(question)) await send(to, rowsOf(orders, to));
  };
  const override = () => send("processing", overridden(rowsOf(orders, "processing"), results ?? []));
  const send = async (to: Step, rows: Row[]) => {
    setRunning(to);
    const body = { rows };
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
      {results && (
        <Results
          orders={orders}
          results={results}
          running={Boolean(running)}
          onOverride={() => void override()}
          onClose={onDone}
        />
      )}
    </>
  );
}

/** Returns the rows that were refused because of their payments, with the override. */
function overridden(rows: Row[], results: readonly Result[]): Row[] {
  const held = new Set(results.filter(isHeld).map(({ order_id }) => order_id));
  return rows
    .filter(({ order_id }) => held.has(order_id))
    .map(({ order_id, transition }) => ({
      order_id,
      transition: { ...transition, override_payment_hold: true },
    }));
}

const isHeld = ({ problem }: Result): boolean => problem?.code === "payment_held";

function rowsOf(orders: readonly Summary[], to: Step): Row[] {
  const evidence =
    to === "processing" ? { details_verified: true } : { delivered_at: new Date().toISOString() };
  return orders.map(({ id, version }) => ({ order_id: id, transition: { to, version, ...evidence } }));
}

type ResultsProps = {
  orders: readonly Summary[];
  results: readonly Result[];
  running: boolean;
  onOverride: () => void;
  onClose: () => void;
};

/**
 * Shows the result of each order; some may have left the list by now. Offers to start those that were held because of
 * their payments anyway.
 */
function Results({ orders, results, running, onOverride, onClose }: ResultsProps) {
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
        {results.some(isHeld) && (
          <Button color="error" loading={running} onClick={onOverride}>
            {translate("orders.bulk.override")}
          </Button>
        )}
        <Button onClick={onClose}>{translate("ra.action.close")}</Button>
      </DialogActions>
    </Dialog>
  );
}
