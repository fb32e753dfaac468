import {
  ArrayInput,
  AutocompleteArrayInput,
  required,
  SimpleFormIterator,
  TextInput,
  useLocaleState,
} from "react-admin";
import { useWatch } from "react-hook-form";
import { MoneyInput } from "../../platform/Money";
import { AddRow, VISIBLE_ROW_ACTIONS } from "../../platform/rows";
import { countries } from "./names";
import { Columns, Section } from "./Section";

/** Edits shipping rates in the order in which customers see them. */
export function ShippingSection() {
  const [locale] = useLocaleState();
  const currency: string = useWatch({ name: "currency" });
  return (
    <Section name="shipping">
      <ArrayInput source="shipping_rates" label="settings.shipping.rates">
        <SimpleFormIterator
          fullWidth
          disableClear
          addButton={<AddRow label="settings.shipping.add" />}
          sx={VISIBLE_ROW_ACTIONS}
        >
          <Columns width="12rem">
            <TextInput source="name" label="settings.shipping.name" validate={required()} />
            <TextInput
              source="id"
              label="settings.shipping.id"
              helperText="settings.shipping.id_help"
              validate={required()}
            />
            <MoneyInput source="price" label="settings.shipping.price" currency={currency} required />
            <MoneyInput
              source="free_from"
              label="settings.shipping.free_from"
              helperText="settings.shipping.free_from_help"
              currency={currency}
            />
          </Columns>
          <AutocompleteArrayInput
            source="countries"
            label="settings.shipping.countries"
            helperText="settings.shipping.countries_help"
            choices={countries(locale)}
            optionText="name"
            translateChoice={false}
          />
        </SimpleFormIterator>
      </ArrayInput>
    </Section>
  );
}
