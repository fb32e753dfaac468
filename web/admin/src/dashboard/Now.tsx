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
import { MoneyText } from "../platform/Money";

type Count = Schemas["BoundedCount"];

/** What needs somebody now, and what the days come to. */
export function Now({ now, total }: { now: Schemas["Standing"]; total: Schemas["Figures"] }) {
  const translate = useTranslate();
  const locale = useLocale();
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const dead = now.dead_letters.filter(({ messages }) => messages > 0);
  return (
    <>
      {dead.map(({ queue, messages }) => (
        <Alert key={queue} severity="error">
          {translate("dashboard.dead_letters", { queue, smart_count: messages })}
        </Alert>
      ))}
      {now.mails_failing.count > 0 && (
        <Alert severity="warning">
          {translate("dashboard.mails_failing", { smart_count: now.mails_failing.count })}
        </Alert>
      )}
      <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: "repeat(auto-fit, minmax(9.5rem, 1fr))" }}>
        <Figure name="dashboard.to_ship" value={count(now.to_ship)} filter={{ state: "payment_confirmed" }} />
        <Figure name="dashboard.overdue" value={count(now.overdue)} filter={{ overdue: true }} />
        <Figure name="dashboard.orders" value={String(total.orders)} filter={{}} />
        <Figure
          name="dashboard.revenue"
          value={total.revenue.map((money) => (
            <span key={money.currency}>
              <MoneyText money={money} />
            </span>
          ))}
        />
        <Figure
          name="dashboard.refund_rate"
          value={
            total.refund_rates.map((rate) => percent.format(rate.basis_points / 10_000)).join(", ") || "–"
          }
        />
      </Box>
    </>
  );
}

function count({ count: known, or_more }: Count): string {
  return or_more ? `${String(known)}+` : String(known);
}

function Figure({
  name,
  value,
  filter,
}: {
  name: string;
  value: ReactNode;
  filter?: Record<string, unknown>;
}) {
  const translate = useTranslate();
  const content = (
    <CardContent>
      <Typography color="textSecondary">{translate(name)}</Typography>
      <Typography variant="h5" component="p">
        {value}
      </Typography>
    </CardContent>
  );
  return (
    <Card variant="outlined">
      {filter ? (
        <CardActionArea component={Link} to="/orders" state={{ filter }}>
          {content}
        </CardActionArea>
      ) : (
        content
      )}
    </Card>
  );
}
