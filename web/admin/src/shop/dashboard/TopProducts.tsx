import type { Schemas } from "@3d-things/api";
import Typography from "@mui/material/Typography";
import { useTranslate } from "react-admin";
import { Panel } from "../../platform/Panel";
import { MoneyList } from "./MoneyList";

export function TopProducts({ products }: { products: readonly Schemas["TopProduct"][] }) {
  const translate = useTranslate();
  return (
    <Panel title="dashboard.top">
      {products.length === 0 && (
        <Typography color="textSecondary">{translate("dashboard.nothing")}</Typography>
      )}
      <ol>
        {products.map(({ product_id, name, pieces, revenue }) => (
          <li key={product_id}>
            {name ?? product_id}: {translate("dashboard.pieces", { smart_count: pieces })},{" "}
            <MoneyList amounts={revenue} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}
