import { formatMoney } from "@3d-things/api";
import Stack from "@mui/material/Stack";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useLocale, useTranslate } from "react-admin";
import { useWatch } from "react-hook-form";
import { Panel } from "../../platform/Panel";
import { type Form, type Kind, KINDS, namedVariants, type Variant } from "./draft";
import { combinationLabel, findExclusion } from "./exclusions";
import { offer } from "./offer";

type Priced = Pick<Form, "variants" | "excluded_combinations"> & { base_price: Form["base_price"] | null };

/** Previews the price of any configuration of the form's product. */
export function FormPreview({ currency }: { currency: string }) {
  const variants = useWatch<Form, "variants">({ name: "variants" }) ?? [];
  const base_price = useWatch<Form, "base_price">({ name: "base_price" });
  const excluded_combinations =
    useWatch<Form, "excluded_combinations">({ name: "excluded_combinations" }) ?? [];
  return <Preview product={{ variants, base_price, excluded_combinations }} currency={currency} />;
}

/** Previews prices. Only available variants are offered, as in the shop. */
export function Preview({ product, currency }: { product: Priced; currency: string }) {
  const translate = useTranslate();
  const variants = namedVariants(product.variants).filter(({ active }) => active);
  const [selected, setSelected] = useState<Partial<Record<Kind, string>>>({});
  const groups = KINDS.map((kind) => variants.filter(({ type }) => type === kind)).flatMap((all) => {
    const [first] = all;
    return first ? [{ kind: first.type, all, chosen: all.find(isSelected) ?? first }] : [];
  });
  function isSelected({ key, type }: Variant) {
    return selected[type] === key;
  }
  return (
    <Panel title="products.preview">
      <Stack direction="row" sx={{ columnGap: 2, flexWrap: "wrap", mb: 1 }}>
        {groups.map(({ kind, all, chosen }) => (
          <TextField
            key={kind}
            select
            label={translate(`products.kinds.${kind}`)}
            value={chosen.key}
            onChange={(event) => setSelected((before) => ({ ...before, [kind]: event.target.value }))}
            slotProps={{ select: { native: true } }}
            sx={{ flex: "0 1 10rem" }}
          >
            {all.map(({ key, value }) => (
              <option key={key} value={key}>
                {value}
              </option>
            ))}
          </TextField>
        ))}
      </Stack>
      <Outcome product={product} chosen={groups.map(({ chosen }) => chosen)} currency={currency} />
    </Panel>
  );
}

type OutcomeProps = { product: Priced; chosen: readonly Variant[]; currency: string };

function Outcome({ product, chosen, currency }: OutcomeProps) {
  const translate = useTranslate();
  const locale = useLocale();
  const keys = chosen.map(({ key }) => key);
  const exclusion = findExclusion(product.excluded_combinations, keys);
  const found = offer(product.base_price?.amount, chosen);
  const sentence = () => {
    if (exclusion)
      return translate("products.preview_excluded", { names: combinationLabel(exclusion, chosen) });
    if (!found) return translate("products.preview_none");
    const price = formatMoney({ amount: found.amount, currency }, locale);
    return translate("products.preview_offer", { price, smart_count: found.lead });
  };
  return (
    <Typography role="status" color={exclusion ? "error" : "textPrimary"}>
      {sentence()}
    </Typography>
  );
}
