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

const kinds = KINDS.map((id) => ({ id, name: `products.kinds.${id}` }));

/** Every choice: sizes, materials, colours. */
export function Variants({ currency }: { currency: string }) {
  const translate = useTranslate();
  const added = { active: true, lead_time_days: 3, price_adjustment: { amount: 0, currency } };
  return (
    <Panel title="products.variants">
      <ArrayInput source="variants" label={false} defaultValue={[]}>
        <SimpleFormIterator
          inline
          disableReordering
          disableClear
          getItemLabel={(index) => `${translate("products.variant")} ${String(index + 1)}`}
        >
          <SelectInput source="type" label="products.kind" choices={kinds} validate={required()} />
          <TextInput source="value" sx={{ minWidth: "10rem" }} label="products.value" validate={required()} />
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
          <TextInput
            source="swatch"
            sx={{ minWidth: "7rem" }}
            label="products.swatch"
            placeholder="#1fa5a0"
          />
          <NumberInput
            source="stock"
            label="products.stock"
            min={0}
            step={1}
            helperText="products.stock_help"
          />
          <BooleanInput source="active" label="products.choosable" defaultValue={added.active} />
        </SimpleFormIterator>
      </ArrayInput>
    </Panel>
  );
}
