import Autocomplete from "@mui/material/Autocomplete";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { useState } from "react";
import { HttpError, useListContext, useTranslate } from "react-admin";
import { actorKey, actorName, type Entry } from "./entry";
import { type Filter, today, toQuery } from "./filter";

/** Filters the trail by day, actor or both, or by one subject alone. */
export function FilterForm() {
  const { filterValues } = useListContext<Entry>();
  // A link in an entry can set the filter too, so the form follows it.
  return <Fields key={JSON.stringify(filterValues)} shown={filterValues as Filter} />;
}

function Fields({ shown }: { shown: Filter }) {
  const translate = useTranslate();
  const { setFilters, data = [], error } = useListContext<Entry>();
  const faults: Filter = error instanceof HttpError ? (error.body?.errors ?? {}) : {};
  const [typed, setTyped] = useState<Filter>(shown);
  const actors = new Map(data.map(({ actor }) => [actorKey(actor), actorName(actor)]));
  // A subject is queried alone, so the help of a disabled field is useless, and too pale to read.
  const help = (name: "day" | "actor") =>
    typed.subject ? undefined : translate(`audit.filter.${name}_help`);
  const show = (filter: Filter) => setFilters(toQuery(filter), undefined);
  return (
    <Box
      component="form"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        show(typed);
      }}
      sx={{
        display: "grid",
        gap: 1,
        alignItems: "start",
        gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 14rem), 1fr))",
        marginBottom: 2,
      }}
    >
      <TextField
        type="date"
        size="small"
        label={translate("audit.filter.day")}
        error={Boolean(faults.day)}
        helperText={faults.day ?? help("day")}
        value={typed.day ?? ""}
        disabled={Boolean(typed.subject)}
        onChange={(event) => setTyped({ ...typed, day: event.target.value })}
        slotProps={{ inputLabel: { shrink: true } }}
      />
      <Autocomplete
        freeSolo
        autoSelect
        size="small"
        options={[...actors.keys()].filter((key) => key !== undefined)}
        getOptionLabel={(key) => actors.get(key) ?? key}
        value={typed.actor ?? null}
        disabled={Boolean(typed.subject)}
        onChange={(_event, actor) => setTyped({ ...typed, actor: actor ?? "" })}
        renderInput={(props) => (
          <TextField
            {...props}
            label={translate("audit.filter.actor")}
            error={Boolean(faults.actor)}
            helperText={faults.actor ?? help("actor")}
          />
        )}
      />
      <TextField
        size="small"
        label={translate("audit.filter.subject")}
        error={Boolean(faults.subject)}
        helperText={faults.subject ?? translate("audit.filter.subject_help")}
        value={typed.subject ?? ""}
        onChange={(event) => setTyped({ ...typed, subject: event.target.value.trim() })}
      />
      <Box sx={{ display: "flex", gap: 1 }}>
        <Button type="submit" variant="contained">
          {translate("audit.filter.show")}
        </Button>
        <Button onClick={() => show({ day: today() })}>{translate("audit.filter.today")}</Button>
      </Box>
    </Box>
  );
}
