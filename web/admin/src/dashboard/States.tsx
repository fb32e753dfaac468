import type { Schemas } from "@3d-things/api";
import Typography from "@mui/material/Typography";
import { useTranslate } from "react-admin";
import { StateChip } from "../orders/StateChip";
import { MoneyText } from "../platform/Money";
import { Panel } from "../platform/Panel";

/** The days' orders by the state that they are in now. */
export function States({ states }: { states: readonly Schemas["StateFigures"][] }) {
  const translate = useTranslate();
  return (
    <Panel title="dashboard.by_state">
      {states.length === 0 && <Typography color="textSecondary">{translate("dashboard.nothing")}</Typography>}
      {states.map(({ state, orders, value }) => (
        <Typography key={state} component="div" sx={{ mb: 1 }}>
          <StateChip state={state} /> {orders},{" "}
          {value.map((money) => (
            <MoneyText key={money.currency} money={money} />
          ))}
        </Typography>
      ))}
    </Panel>
  );
}
