import { formatMoney, type Schemas } from "@3d-things/api";
import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";
import { useLocale, useTranslate } from "react-admin";
import { Panel } from "../../platform/Panel";
import { Time } from "../../platform/Time";
import { Chart } from "./Chart";
import { DayTable } from "./DayTable";
import { maximum, ordersByDay, type Point, revenueByDay } from "./series";

type DailyCharts = readonly Schemas["DayFigures"][];

/** Charts orders and revenue by day; the table below holds the same figures. */
export function DailyCharts({ days }: { days: DailyCharts }) {
  const translate = useTranslate();
  const inOrder = days.toSorted((a, b) => a.day.localeCompare(b.day));
  const orders = ordersByDay(inOrder);
  const noRevenue = maximum(orders) === 0;
  return (
    <Panel title="dashboard.by_day">
      {noRevenue ? (
        <Typography color="textSecondary">{translate("dashboard.nothing")}</Typography>
      ) : (
        <Box
          sx={{
            display: "grid",
            gap: 2,
            mb: 1,
            gridTemplateColumns: { md: "repeat(auto-fit, minmax(20rem, 1fr))" },
          }}
        >
          <OrdersChart points={orders} />
          {[...revenueByDay(inOrder)].map(([currency, points]) => (
            <RevenueChart key={currency} currency={currency} points={points} />
          ))}
        </Box>
      )}
      <DayTable days={inOrder} />
    </Panel>
  );
}

function OrdersChart({ points }: { points: readonly Point[] }) {
  const translate = useTranslate();
  const max = maximum(points);
  return (
    <ChartFigure
      title={translate("dashboard.orders")}
      max={translate("dashboard.most", { smart_count: max })}
      points={points}
    >
      <Chart
        name={translate("dashboard.chart", { most: max })}
        bars={points.map((point) => ({ ...point, label: String(point.value) }))}
      />
    </ChartFigure>
  );
}

function RevenueChart({ currency, points }: { currency: string; points: readonly Point[] }) {
  const translate = useTranslate();
  const locale = useLocale();
  const formatted = (amount: number) => formatMoney({ amount, currency }, locale);
  const max = formatted(maximum(points));
  return (
    <ChartFigure
      title={translate("dashboard.revenue_in", { currency })}
      max={translate("dashboard.most_revenue", { most: max })}
      points={points}
    >
      <Chart
        name={translate("dashboard.revenue_chart", { most: max, currency })}
        bars={points.map((point) => ({ ...point, label: formatted(point.value) }))}
      />
    </ChartFigure>
  );
}

type FigureProps = { title: string; max: string; points: readonly Point[]; children: ReactNode };

/** Frames a chart with its title, maximum, first and last day. */
function ChartFigure({ title, max, points, children }: FigureProps) {
  const ends = [points.at(0), points.at(-1)];
  return (
    <Box component="figure" sx={{ m: 0, minWidth: 0 }}>
      <Typography component="figcaption" variant="subtitle2">
        {title}
        <Typography variant="caption" color="textSecondary" component="span" sx={{ display: "block" }}>
          {max}
        </Typography>
      </Typography>
      {children}
      <Typography
        variant="caption"
        color="textSecondary"
        component="p"
        sx={{ display: "flex", justifyContent: "space-between" }}
      >
        {ends.map((end) => end && <Time key={end.day} at={end.day} dateOnly />)}
      </Typography>
    </Box>
  );
}
