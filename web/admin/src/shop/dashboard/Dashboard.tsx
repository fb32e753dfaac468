import Box from "@mui/material/Box";
import Stack from "@mui/material/Stack";
import { useQuery } from "@tanstack/react-query";
import { Loading, Title, useTranslate } from "react-admin";
import { unwrap } from "../../platform/api";
import { useApi } from "../../platform/ApiContext";
import { LoadFailed } from "../../platform/LoadFailed";
import { DailyCharts } from "./DailyCharts";
import { KeyFigures } from "./KeyFigures";
import { OrderStates } from "./OrderStates";
import { TopProducts } from "./TopProducts";

/** Number of days in the summary. */
const DAYS = 30;

/** Dashboard: tasks that need attention, and figures of recent days. */
export default function Dashboard() {
  const translate = useTranslate();
  const api = useApi();
  const query = { from: daysAgo(DAYS - 1), to: daysAgo(0) };
  const { data, error, refetch } = useQuery({
    queryKey: ["summary", query],
    queryFn: () => unwrap(api.GET("/admin/summary", { params: { query } })),
  });
  if (error) return <LoadFailed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Stack sx={{ gap: 2, my: 2 }}>
      <Title title={translate("dashboard.title", { smart_count: DAYS })} />
      <KeyFigures now={data.now} total={data.total} />
      <DailyCharts days={data.days} />
      <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: { md: "1fr 1fr" } }}>
        <OrderStates states={data.total.states} />
        <TopProducts products={data.top_products} />
      </Box>
    </Stack>
  );
}

/** Days start at midnight UTC. */
function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}
