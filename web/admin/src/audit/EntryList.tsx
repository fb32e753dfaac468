import Alert from "@mui/material/Alert";
import Paper from "@mui/material/Paper";
import { Loading, useListContext, useTranslate } from "react-admin";
import { ListFailed } from "../platform/LoadFailed";
import { withoutPassing } from "./cancelled";
import type { Entry } from "./entry";
import { EntryItem } from "./EntryItem";

/** Lists the entries of the page and marks those from `unprovenFrom` on as not verifiable. */
export function Entries({ unprovenFrom }: { unprovenFrom?: number }) {
  const translate = useTranslate();
  const { data, isPending, error } = useListContext<Entry>();
  if (error) return <ListFailed />;
  if (isPending) return <Loading />;
  if (data.length === 0) {
    return (
      <Alert severity="info" role="status">
        {translate("audit.none")}
      </Alert>
    );
  }
  return (
    <Paper variant="outlined" component="ol" sx={{ listStyle: "none", padding: 0, margin: 0 }}>
      {withoutPassing(data).map((entry) => (
        <EntryItem
          key={entry.id}
          entry={entry}
          unproven={unprovenFrom !== undefined && entry.seq >= unprovenFrom}
        />
      ))}
    </Paper>
  );
}
