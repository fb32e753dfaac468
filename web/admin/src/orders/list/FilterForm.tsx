import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useState } from "react";
import { useCanAccess, useListContext, useTranslate } from "react-admin";
import { ALONE, allowsDateRange, type Filter, filterOf, type Typed, typedOf } from "../filter";
import { LISTED_STATES, type Summary } from "../order";
import { ExportOrders } from "./ExportOrders";

/** `invalid` while the text that was searched last is neither a number nor an e-mail. */
type Props = { invalid: boolean; onInvalid: (invalid: boolean) => void };

/**
 * Filters the list. A number or an e-mail is searched on submit; setting it clears the state and vice versa, because
 * the API combines no two of them.
 */
export function FilterForm({ invalid, onInvalid }: Props) {
  const translate = useTranslate();
  const { filterValues, setFilters } = useListContext<Summary>();
  const { canAccess: byEmail = false } = useCanAccess({ resource: "orders", action: "reveal" });
  const [listed, setListed] = useState(filterValues);
  const [typed, setTyped] = useState(() => typedOf(filterValues as Filter));
  if (listed !== filterValues) {
    // The filter may be set elsewhere or normalised: the form shows what is listed.
    setListed(filterValues);
    setTyped(typedOf(filterValues as Filter));
  }
  const apply = (values: Typed) => {
    const filter = filterOf(values, byEmail);
    // A number is shown as it is searched: with its prefix, in capitals.
    setTyped(filter ? typedOf(filter) : values);
    onInvalid(!filter);
    if (filter) setFilters(filter, undefined);
  };
  const withDays = allowsDateRange(typed);
  return (
    <Box
      component="form"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        apply(typed);
      }}
      sx={{ display: "flex", flexWrap: "wrap", gap: 1, alignItems: "flex-start", my: 2 }}
    >
      <TextField
        size="small"
        margin="none"
        label={translate(byEmail ? "orders.filter.search" : "orders.number")}
        autoComplete="off"
        value={typed.search}
        onChange={(event) => setTyped({ ...typed, search: event.target.value, shown: "" })}
        error={invalid}
        helperText={invalid && translate(byEmail ? "orders.filter.no_search" : "orders.filter.no_number")}
        sx={{ flex: "1 1 16rem" }}
      />
      <TextField
        select
        size="small"
        margin="none"
        label={translate("orders.state")}
        value={typed.shown}
        onChange={(event) => apply({ ...typed, search: "", shown: event.target.value as Typed["shown"] })}
        slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
        sx={{ flex: "1 1 10rem" }}
      >
        <MenuItem value="">{translate("orders.filter.all")}</MenuItem>
        {ALONE.map((name) => (
          <MenuItem key={name} value={name}>
            {translate(`orders.${name}`)}
          </MenuItem>
        ))}
        {LISTED_STATES.map((state) => (
          <MenuItem key={state} value={state}>
            {translate(`orders.states.${state}`)}
          </MenuItem>
        ))}
      </TextField>
      {(["from", "to"] as const).map((end) => (
        <TextField
          key={end}
          type="date"
          size="small"
          margin="none"
          label={translate(`orders.${end}`)}
          value={withDays ? typed[end] : ""}
          disabled={!withDays}
          onChange={(event) => setTyped({ ...typed, [end]: event.target.value })}
          slotProps={{
            inputLabel: { shrink: true },
            htmlInput: end === "to" ? { min: typed.from } : {},
          }}
          sx={{ flex: "1 1 9rem" }}
        />
      ))}
      <Button type="submit" variant="contained" sx={{ minHeight: 48 }}>
        {translate("orders.filter.show")}
      </Button>
      <ExportOrders />
    </Box>
  );
}
