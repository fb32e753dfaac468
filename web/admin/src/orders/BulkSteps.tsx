import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import type { Schemas } from "@3d-things/api";
import { useState } from "react";
import { useListContext, useRefresh, useTranslate } from "react-admin";
import { useApi } from "../platform/ApiContext";
import { ask } from "../platform/api";
import { useConfirm } from "../platform/Confirm";
import { useProblem } from "../platform/problems";
import type { Summary } from "./order";

type Result = Schemas["TransitionResult"];
type Step = "processing" | "delivered";

/** Steps that need nothing but a yes, for many orders at once; each order's result is told. */
export function BulkSteps() {
  const translate = useTranslate();
  const api = useApi();
  const confirm = useConfirm();
  const problem = useProblem();
  const refresh = useRefresh();
  const { selectedIds, data, onUnselectItems } = useListContext<Summary>();
  const [results, setResults] = useState<Result[]>();
  const chosen = (data ?? []).filter((order) => selectedIds.includes(order.id));

  const go = async (to: Step) => {
    const question = {
      title: translate(`orders.bulk.${to}`),
      consequence: translate(`orders.bulk.${to}_consequence`, { smart_count: chosen.length }),
      action: translate(`orders.steps.${to}`),
    };
    if (!(await confirm(question))) return;
    const evidence =
      to === "processing" ? { details_verified: true } : { delivered_at: new Date().toISOString() };
    const rows = chosen.map(({ id, version }) => ({
      order_id: id,
      transition: { to, version, ...evidence },
    }));
    const answer = await ask(api.POST("/admin/orders/transitions", { body: { rows } }));
    setResults(answer.results);
    refresh();
  };
  const close = () => {
    setResults(undefined);
    onUnselectItems();
  };
  const number = (id: string) => chosen.find((order) => order.id === id)?.number ?? id;
  return (
    <>
      {(["processing", "delivered"] as const).map((to) => (
        <Button key={to} size="small" onClick={() => void go(to).catch(problem)}>
          {translate(`orders.bulk.${to}`)}
        </Button>
      ))}
      {results && (
        <Dialog open onClose={close} aria-labelledby="bulk-title">
          <DialogTitle id="bulk-title">{translate("orders.bulk.results")}</DialogTitle>
          <DialogContent>
            {results.map(({ order_id, problem: refused }) => (
              <Alert key={order_id} severity={refused ? "error" : "success"} sx={{ mb: 1 }}>
                {number(order_id)}: {refused ? refused.detail : translate("orders.bulk.done")}
              </Alert>
            ))}
          </DialogContent>
          <DialogActions>
            <Button onClick={close}>{translate("ra.action.close")}</Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  );
}
