import type { Schemas } from "@3d-things/api";
import Typography from "@mui/material/Typography";
import { useTranslate } from "react-admin";
import { StateChip } from "../../orders/StateChip";
import { Panel } from "../../platform/Panel";
import { MoneyList } from "./MoneyList";

/** Counts orders by state reached in the period; an order counts once in each state it reached. */
export function OrderStates({ states }: { states: readonly Schemas["StateFigures"][] }) {
  const translate = useTranslate();
  return (
    <Panel title="dashboard.by_state">
      <Typography color="textSecondary" variant="body2" sx={{ mb: 1 }}>
        {translate(states.length === 0 ? "dashboard.nothing" : "dashboard.by_state_about")}
      </Typography>
      {states.map(({ state, orders, value }) => (
        <Typography key={state} component="div" sx={{ mb: 1 }}>
          <StateChip state={state} /> {orders}, <MoneyList amounts={value} />
        </Typography>
      ))}
    </Panel>
  );
}
