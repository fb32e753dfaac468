import type { Money, Schemas } from "@3d-things/api";
import Box from "@mui/material/Box";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";
import { useTranslate } from "react-admin";
import { MoneyText } from "../../platform/Money";
import { Panel } from "../../platform/Panel";
import type { Order } from "../order";
import { isTaxed, useTaxLabel } from "../taxes";
import { useIsNarrow } from "../useIsNarrow";

type Line = Schemas["QuoteLine"];

/** Lists line items with their price components. On a phone each item is stacked above its figures. */
export function LineItems({ order }: { order: Order }) {
  const translate = useTranslate();
  const narrow = useIsNarrow();
  const tax = order.payment?.tax_added;
  const span = narrow ? 2 : 3;
  const taxLabel = useTaxLabel();
  return (
    <Panel title="orders.lines">
      <Table size="small" sx={{ fontVariantNumeric: "tabular-nums" }}>
        <TableHead>
          <TableRow>
            {!narrow && <TableCell>{translate("orders.item")}</TableCell>}
            <TableCell align="right">{translate("orders.each")}</TableCell>
            <TableCell align="right">{translate("orders.quantity")}</TableCell>
            <TableCell align="right">{translate("orders.total")}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {order.lines.map((line) => (
            <LineRows key={keyOf(line)} line={line} narrow={narrow} />
          ))}
          <SumRow span={span} name={translate("orders.subtotal")} money={order.subtotal} />
          <SumRow
            span={span}
            name={`${translate("orders.shipping")}: ${order.shipping.name}`}
            money={order.shipping.price}
          />
          {tax && tax.amount !== 0 && <SumRow span={span} name={translate("orders.tax")} money={tax} />}
          <SumRow
            span={span}
            name={translate("orders.total")}
            money={order.payment?.captured ?? order.total}
            strong
          />
          {order.tax_rates.filter(isTaxed).map((sum) => (
            <SumRow key={sum.rate ?? "none"} span={span} name={taxLabel(sum)} money={sum.tax} />
          ))}
        </TableBody>
      </Table>
    </Panel>
  );
}

const keyOf = (line: Line) => line.product_id + line.configuration.map((choice) => choice.variant_id).join();

function LineRows({ line, narrow }: { line: Line; narrow: boolean }) {
  const figures = (
    <>
      <TableCell align="right">
        <UnitPrice line={line} />
      </TableCell>
      <TableCell align="right">{line.quantity}</TableCell>
      <TableCell align="right">
        <MoneyText money={line.total} />
      </TableCell>
    </>
  );
  if (!narrow) {
    return (
      <TableRow sx={{ verticalAlign: "top" }}>
        <TableCell>
          <Item line={line} />
        </TableCell>
        {figures}
      </TableRow>
    );
  }
  return (
    <>
      <TableRow>
        <TableCell colSpan={3} sx={{ borderBottom: 0, pb: 0 }}>
          <Item line={line} />
        </TableCell>
      </TableRow>
      <TableRow sx={{ verticalAlign: "top" }}>{figures}</TableRow>
    </>
  );
}

function Item({ line }: { line: Line }) {
  const translate = useTranslate();
  return (
    <>
      {line.product_name}
      <Typography variant="body2" color="textSecondary">
        {line.configuration.map((choice) => choice.value).join(" · ")}
      </Typography>
      <Typography variant="caption" color="textSecondary">
        {translate("orders.lead", { smart_count: line.lead_time_days })}
      </Typography>
    </>
  );
}

function UnitPrice({ line }: { line: Line }) {
  const translate = useTranslate();
  const adjusted = line.configuration.filter((choice) => choice.price_adjustment.amount !== 0);
  return (
    <>
      <MoneyText money={line.unit_price} />
      <Typography variant="caption" component="div" color="textSecondary">
        <PriceComponent name={translate("orders.base")} money={line.base_price} />
        {adjusted.map((choice) => (
          <PriceComponent key={choice.variant_id} name={choice.value} money={choice.price_adjustment} />
        ))}
      </Typography>
    </>
  );
}

function PriceComponent({ name, money }: { name: ReactNode; money: Money }) {
  return (
    <Box sx={{ display: "flex", justifyContent: "space-between", gap: 1 }}>
      <span>{name}</span>
      <Box component="span" sx={{ whiteSpace: "nowrap" }}>
        <MoneyText money={money} />
      </Box>
    </Box>
  );
}

type SumProps = { span: number; name: string; money: Money; strong?: boolean };

function SumRow({ span, name, money, strong = false }: SumProps) {
  const weight = strong ? { fontWeight: 700 } : {};
  return (
    <TableRow>
      <TableCell colSpan={span} sx={weight}>
        {name}
      </TableCell>
      <TableCell align="right" sx={{ ...weight, whiteSpace: "nowrap" }}>
        <MoneyText money={money} />
      </TableCell>
    </TableRow>
  );
}
