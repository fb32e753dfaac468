import { ArrayInput, required, SelectInput, SimpleFormIterator, useLocaleState } from "react-admin";
import { useWatch } from "react-hook-form";
import { PercentInput } from "../../platform/Percent";
import { AddRow, VISIBLE_ROW_ACTIONS } from "../../platform/rows";
import { countries } from "./names";
import { Columns, Section } from "./Section";

const MODES = ["included", "stripe_included", "stripe_added", "small_business"].map((id) => ({
  id,
  name: `settings.tax.modes.${id}`,
}));

/** Edits the mode of the tax, and the rates if the shop computes it. */
export function TaxSection() {
  const mode: string | undefined = useWatch({ name: "tax.mode" });
  return (
    <Section name="tax">
      <SelectInput
        source="tax.mode"
        label="settings.tax.mode"
        helperText={mode ? `settings.tax.help.${mode}` : false}
        choices={MODES}
        validate={required()}
        fullWidth
      />
      {mode === "included" && <Rates />}
    </Section>
  );
}

function Rates() {
  const [locale] = useLocaleState();
  return (
    <>
      <PercentInput
        source="tax.home_rate"
        label="settings.tax.home_rate"
        helperText="settings.tax.home_rate_help"
        required
      />
      <ArrayInput source="tax.rates" label="settings.tax.rates" helperText="settings.tax.rates_help">
        <SimpleFormIterator
          fullWidth
          disableClear
          disableReordering
          addButton={<AddRow label="settings.tax.add" />}
          sx={VISIBLE_ROW_ACTIONS}
        >
          <Columns width="12rem">
            <SelectInput
              source="country"
              label="settings.tax.country"
              choices={countries(locale)}
              translateChoice={false}
              validate={required()}
            />
            <PercentInput source="rate" label="settings.tax.rate" required />
          </Columns>
        </SimpleFormIterator>
      </ArrayInput>
    </>
  );
}
