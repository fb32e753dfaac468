import type { Schemas } from "@3d-things/api";
import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Card from "@mui/material/Card";
import CardActionArea from "@mui/material/CardActionArea";
import CardContent from "@mui/material/CardContent";
import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";
import { useLocale, useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import type { Filter } from "../../orders/filter";
import { setListFilter } from "../../orders/list/listState";
import { MoneyList } from "./MoneyList";

/** Shows open tasks and the totals of the period. */
export function KeyFigures({ now, total }: { now: Schemas["Standing"]; total: Schemas["Figures"] }) {
  const locale = useLocale();
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const rates = total.refund_rates.map((rate) => percent.format(rate.basis_points / 10_000));
  return (
    <>
      <Warnings now={now} />
      <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: "1fr 1fr" }}>
        <Figure name="dashboard.to_ship" value={countOf(now.to_ship)} to="/orders/queue" />
        <Figure name="dashboard.overdue" value={countOf(now.overdue)} lists={{ overdue: true }} />
      </Box>
      <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: { xs: "1fr 1fr", sm: "repeat(3, 1fr)" } }}>
        <Box sx={{ gridColumn: { xs: "1 / -1", sm: "auto" } }}>
          <Figure name="dashboard.revenue" value={<MoneyList amounts={total.revenue} />} />
        </Box>
        <Figure name="dashboard.orders" value={String(total.orders)} lists={{}} />
        <Figure name="dashboard.refund_rate" value={rates.join(", ") || "–"} />
      </Box>
    </>
  );
}

/** Warns about failures that no customer would report. */
function Warnings({ now }: { now: Schemas["Standing"] }) {
  const translate = useTranslate();
  const deadLetters = now.dead_letters.filter(({ messages }) => messages > 0);
  const mails = now.mails_failing;
  return (
    <>
      {deadLetters.map(({ queue, messages }) => (
        <Alert key={queue} severity="error">
          {translate("dashboard.dead_letters", { queue, smart_count: messages })}
        </Alert>
      ))}
      {now.mails_failed.map(({ order_id, kind, failure }, place) => (
        <Alert key={place} severity="warning">
          <Link to={`/orders/${order_id}/show`}>
            {translate("dashboard.mail_failed", { mail: translate(`orders.mail.${kind}`) })}
          </Link>{" "}
          {failure && translate(`orders.mail_failures.${failure}`)}
        </Alert>
      ))}
      {mails.count > 0 && (
        <Alert severity="warning">
          {translate("dashboard.mails_failing", { smart_count: mails.count, count: countOf(mails) })}
        </Alert>
      )}
    </>
  );
}

function countOf({ count, or_more }: Schemas["BoundedCount"]): string {
  return or_more ? `${String(count)}+` : String(count);
}

/** A figure links to a page, or to the order list with a filter. */
type FigureProps = { name: string; value: ReactNode; to?: string; lists?: Filter };

function Figure({ name, value, to, lists }: FigureProps) {
  const translate = useTranslate();
  const content = (
    <CardContent>
      <Typography color="textSecondary">{translate(name)}</Typography>
      <Typography variant="h5" component="p">
        {value}
      </Typography>
    </CardContent>
  );
  const target = lists ? "/orders" : to;
  return (
    <Card variant="outlined" sx={{ height: "100%" }}>
      {target ? (
        <CardActionArea component={Link} to={target} onClick={() => lists && setListFilter(lists)}>
          {content}
        </CardActionArea>
      ) : (
        content
      )}
    </Card>
  );
}
