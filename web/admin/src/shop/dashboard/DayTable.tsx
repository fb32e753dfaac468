import type { Schemas } from "@3d-things/api";
import Box from "@mui/material/Box";
import { useTranslate } from "react-admin";
import { Time } from "../../platform/Time";
import { MoneyList } from "./MoneyList";

/** Table with the exact figures behind the charts, also for screen readers. */
export function DayTable({ days }: { days: readonly Schemas["DayFigures"][] }) {
  const translate = useTranslate();
  return (
    <details>
      <summary>{translate("dashboard.as_table")}</summary>
      <Box component="table" sx={{ "& td": { textAlign: "right", fontVariantNumeric: "tabular-nums" } }}>
        <thead>
          <tr>
            {["day", "orders", "revenue"].map((name) => (
              <th key={name} scope="col">
                {translate(`dashboard.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map(({ day, orders, revenue }) => (
            <tr key={day}>
              <th scope="row">
                <Time at={day} dateOnly />
              </th>
              <td>{orders}</td>
              <td>
                <MoneyList amounts={revenue} />
              </td>
            </tr>
          ))}
        </tbody>
      </Box>
    </details>
  );
}
