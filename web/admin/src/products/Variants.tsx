import Typography from "@mui/material/Typography";
import {
  ArrayInput,
  BooleanInput,
  NumberInput,
  required,
  SelectInput,
  SimpleFormIterator,
  TextInput,
  useTranslate,
} from "react-admin";
import { MoneyInput } from "../platform/Money";
import { Panel } from "../platform/Panel";
import { KINDS } from "./draft";
import { SwatchInput } from "./SwatchInput";

const kinds = KINDS.map((id) => ({ id, name: `products.kinds.${id}` }));

/** A table on wide screens: type, value, price, days, stock, colour, and whether it can be chosen. */
const ROWS = {
  "& .RaSimpleFormIterator-form": {
    display: { md: "grid" },
    gridTemplateColumns: "7rem minmax(7rem, 1fr) 8.5rem 6rem 5rem 8.5rem 8rem",
    columnGap: 1,
    "& > *, & .MuiFormControl-root": { minWidth: 0, width: "100%" },
  },
};

/** Every choice: sizes, materials, colours. */
export function Variants({ currency }: { currency: string }) {
  const translate = useTranslate();
  const added = { active: true, lead_time_days: 3, price_adjustment: { amount: 0, currency } };
  return (
    <Panel title="products.variants">
      <Typography color="textSecondary">{translate("products.stock_help")}</Typography>
      <ArrayInput source="variants" label={false} defaultValue={[]}>
        <SimpleFormIterator
          inline
          disableReordering
          disableClear
          sx={ROWS}
          getItemLabel={(index) => String(index + 1)}
        >
          <SelectInput source="type" label="products.kind" choices={kinds} validate={required()} />
          <TextInput source="value" label="products.value" validate={required()} />
          <MoneyInput
            source="price_adjustment"
            label="products.adjustment"
            currency={currency}
            defaultValue={added.price_adjustment}
            required
          />
          <NumberInput
            source="lead_time_days"
            label="products.lead"
            min={0}
            max={120}
            step={1}
            defaultValue={added.lead_time_days}
            validate={required()}
          />
          <NumberInput source="stock" label="products.stock" min={0} step={1} />
          <SwatchInput source="swatch" />
          <BooleanInput source="active" label="products.choosable" defaultValue={added.active} />
        </SimpleFormIterator>
      </ArrayInput>
    </Panel>
  );
}
