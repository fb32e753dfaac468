import { formatMoney } from "@3d-things/api";
import Stack from "@mui/material/Stack";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useLocale, useTranslate } from "react-admin";
import { useWatch } from "react-hook-form";
import { Panel } from "../platform/Panel";
import { type Form, type Kind, KINDS } from "./draft";
import { type Combination, held } from "./exclusions";
import { offer } from "./offer";

/** What any configuration would cost, from what stands in the form. */
export function Preview({ currency }: { currency: string }) {
  const translate = useTranslate();
  const locale = useLocale();
  const variants = (useWatch<Form, "variants">({ name: "variants" }) ?? []).filter(
    ({ type, value }) => type && value,
  );
  const base = useWatch<Form, "base_price">({ name: "base_price" });
  const excluded = (useWatch<Form, "excluded_combinations">({ name: "excluded_combinations" }) ??
    []) as Combination[];
  const [wanted, setWanted] = useState<Partial<Record<Kind, string>>>({});
  const groups = KINDS.map((kind) => ({ kind, all: variants.filter(({ type }) => type === kind) })).filter(
    ({ all }) => all.length,
  );
  const chosen = groups.flatMap(
    ({ kind, all }) => all.find(({ value }) => value === wanted[kind]) ?? all.slice(0, 1),
  );
  const against = held(excluded, chosen);
  const found = offer(base?.amount, chosen);
  return (
    <Panel title="products.preview">
      <Stack direction="row" sx={{ gap: 2, flexWrap: "wrap", mb: 1 }}>
        {groups.map(({ kind, all }) => (
          <TextField
            key={kind}
            select
            size="small"
            label={translate(`products.kinds.${kind}`)}
            value={all.find(({ value }) => value === wanted[kind])?.value ?? all[0]?.value ?? ""}
            onChange={(event) => setWanted((before) => ({ ...before, [kind]: event.target.value }))}
            sx={{ minWidth: "9rem" }}
          >
            {all.map(({ value }) => (
              <MenuItem key={value} value={value}>
                {value}
              </MenuItem>
            ))}
          </TextField>
        ))}
      </Stack>
      <Typography role="status" color={against ? "error" : "textPrimary"}>
        {against
          ? translate("products.preview_excluded", { names: against.map(({ value }) => value).join(" + ") })
          : found
            ? translate("products.preview_offer", {
                price: formatMoney({ amount: found.amount, currency }, locale),
                smart_count: found.lead,
              })
            : translate("products.preview_none")}
      </Typography>
    </Panel>
  );
}
