import type { Schemas } from "@3d-things/api";
import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Paper from "@mui/material/Paper";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Loading, Title, useRequireAccess, useTranslate } from "react-admin";
import { unwrap } from "../../platform/api";
import { useApi } from "../../platform/ApiContext";
import { LoadFailed } from "../../platform/LoadFailed";
import { OrderMarks } from "../OrderMarks";
import { StateChip } from "../StateChip";
import { ListTabs } from "./ListTabs";
import { OrderLink, ShipBy } from "./OrderCells";

/** Orders to be made, most urgent first. */
export default function PrintQueue() {
  useRequireAccess({ resource: "orders", action: "list" });
  const translate = useTranslate();
  return (
    <>
      <Title title={translate("orders.tabs.queue")} />
      <ListTabs current="queue" />
      <Jobs />
    </>
  );
}

function Jobs() {
  const translate = useTranslate();
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useJobs();
  if (error) return <LoadFailed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const jobs = data.pages.flatMap(({ items }) => items);
  if (jobs.length === 0) {
    return (
      <Alert severity="info" sx={{ my: 2 }}>
        {translate("orders.queue.empty")}
      </Alert>
    );
  }
  return (
    <>
      <Stack component="ol" sx={{ gap: 1, listStyle: "none", p: 0, my: 2 }}>
        {jobs.map((job) => (
          <Job key={job.id} job={job} />
        ))}
      </Stack>
      {hasNextPage && (
        <Button variant="outlined" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {translate("orders.queue.more")}
        </Button>
      )}
    </>
  );
}

function useJobs() {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ["print-queue"],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      unwrap(api.GET("/admin/print-queue", { params: { query: { cursor: pageParam } } })),
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  });
}

function Job({ job }: { job: Schemas["PrintJob"] }) {
  const translate = useTranslate();
  return (
    <Paper component="li" variant="outlined" sx={{ p: 2 }}>
      <Stack direction="row" sx={{ columnGap: 2, rowGap: 0.5, alignItems: "center", flexWrap: "wrap" }}>
        <OrderLink order={job} />
        <StateChip state={job.state} />
        <OrderMarks order={job} />
        <span>
          {translate("orders.ship_by")} <ShipBy order={job} />
        </span>
      </Stack>
      <Typography component="ul" sx={{ m: 0, mt: 1, pl: 3 }}>
        {job.lines.map(({ product_id, product_name, configuration, quantity }) => (
          <li key={product_id + configuration.map((choice) => choice.variant_id).join()}>
            {quantity} × {product_name}
            <Typography variant="body2" component="span" color="textSecondary" sx={{ display: "block" }}>
              {configuration.map((choice) => choice.value).join(" · ")}
            </Typography>
          </li>
        ))}
      </Typography>
    </Paper>
  );
}
