import type { Schemas } from "@3d-things/api";
import Typography from "@mui/material/Typography";
import { useTheme } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { MoneyText } from "../platform/Money";
import { Panel } from "../platform/Panel";
import { Time } from "../platform/Time";

type Day = Schemas["DayFigures"];

const HEIGHT = 120;
const WIDTH = 20;

/** Orders by day as a chart; the table behind it says the same in words and holds the revenue. */
export function Days({ days }: { days: readonly Day[] }) {
  const translate = useTranslate();
  const { palette } = useTheme();
  const most = Math.max(1, ...days.map(({ orders }) => orders));
  const inOrder = days.toSorted((a, b) => a.day.localeCompare(b.day));
  return (
    <Panel title="dashboard.by_day">
      <Typography variant="caption" color="textSecondary" component="p">
        {translate("dashboard.most", { smart_count: most })}
      </Typography>
      <svg
        viewBox={`0 0 ${String(inOrder.length * WIDTH)} ${String(HEIGHT)}`}
        width="100%"
        height={HEIGHT}
        preserveAspectRatio="none"
        role="img"
        aria-label={translate("dashboard.chart", { most })}
      >
        {inOrder.map(({ day, orders }, place) => {
          const height = (orders / most) * (HEIGHT - 4) + 2;
          return (
            <rect
              key={day}
              x={place * WIDTH + 2}
              y={HEIGHT - height}
              width={WIDTH - 4}
              height={height}
              fill={palette.primary.main}
            >
              <title>{`${day}: ${String(orders)}`}</title>
            </rect>
          );
        })}
      </svg>
      <Typography
        variant="caption"
        color="textSecondary"
        component="p"
        sx={{ display: "flex", justifyContent: "space-between", mb: 1 }}
      >
        {[inOrder.at(0), inOrder.at(-1)].map((end) => end && <Time key={end.day} at={end.day} dateOnly />)}
      </Typography>
      <details>
        <summary>{translate("dashboard.as_table")}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{translate("dashboard.day")}</th>
              <th scope="col">{translate("dashboard.orders")}</th>
              <th scope="col">{translate("dashboard.revenue")}</th>
            </tr>
          </thead>
          <tbody>
            {inOrder.map(({ day, orders, revenue }) => (
              <tr key={day}>
                <th scope="row">
                  <Time at={day} dateOnly />
                </th>
                <td>{orders}</td>
                <td>
                  {revenue.map((money) => (
                    <MoneyText key={money.currency} money={money} />
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </Panel>
  );
}
