import type { Money, Schemas } from "@3d-things/api";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import Typography from "@mui/material/Typography";
import { useTranslate } from "react-admin";
import { MoneyText } from "../platform/Money";
import { Panel } from "../platform/Panel";
import type { Order } from "./order";

/** What was bought, each price with what it is made of. */
export function Lines({ order }: { order: Order }) {
  const translate = useTranslate();
  const tax = order.payment?.tax_added;
  return (
    <Panel title="orders.lines">
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{translate("orders.item")}</TableCell>
            <TableCell align="right">{translate("orders.each")}</TableCell>
            <TableCell align="right">{translate("orders.quantity")}</TableCell>
            <TableCell align="right">{translate("orders.total")}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {order.lines.map((line) => (
            <LineRow
              key={line.product_id + line.configuration.map((choice) => choice.variant_id).join()}
              line={line}
            />
          ))}
          <SumRow name={translate("orders.subtotal")} money={order.subtotal} />
          <SumRow
            name={`${translate("orders.shipping")}: ${order.shipping.name}`}
            money={order.shipping.price}
          />
          {tax && tax.amount !== 0 && <SumRow name={translate("orders.tax")} money={tax} />}
          <SumRow name={translate("orders.total")} money={order.payment?.captured ?? order.total} strong />
        </TableBody>
      </Table>
    </Panel>
  );
}

function LineRow({ line }: { line: Schemas["QuoteLine"] }) {
  const translate = useTranslate();
  return (
    <TableRow>
      <TableCell>
        {line.product_name}
        <Typography variant="body2" color="textSecondary">
          {line.configuration.map((choice) => choice.value).join(" · ")}
        </Typography>
        <Typography variant="caption" color="textSecondary">
          {translate("orders.lead", { smart_count: line.lead_time_days })}
        </Typography>
      </TableCell>
      <TableCell align="right">
        <MoneyText money={line.unit_price} />
        <Typography variant="caption" component="div" color="textSecondary">
          {translate("orders.base")} <MoneyText money={line.base_price} />
          {line.configuration
            .filter((choice) => choice.price_adjustment.amount !== 0)
            .map((choice) => (
              <span key={choice.variant_id}>
                <br />
                {choice.value} <MoneyText money={choice.price_adjustment} />
              </span>
            ))}
        </Typography>
      </TableCell>
      <TableCell align="right">{line.quantity}</TableCell>
      <TableCell align="right">
        <MoneyText money={line.total} />
      </TableCell>
    </TableRow>
  );
}

function SumRow({ name, money, strong = false }: { name: string; money: Money; strong?: boolean }) {
  const weight = strong ? { fontWeight: 700 } : {};
  return (
    <TableRow>
      <TableCell colSpan={3} sx={weight}>
        {name}
      </TableCell>
      <TableCell align="right" sx={weight}>
        <MoneyText money={money} />
      </TableCell>
    </TableRow>
  );
}
