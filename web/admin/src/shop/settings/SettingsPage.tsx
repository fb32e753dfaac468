import { useState } from "react";
import { BooleanInput, Edit, maxValue, minValue, NumberInput, required, useNotify } from "react-admin";
import { ConflictNotice, isConflict } from "../../platform/ConflictNotice";
import { isShownByForm, useNotifyError } from "../../platform/errors";
import { FULL_RECORD, FULL_RECORD_QUERY } from "../../platform/fullRecord";
import { EditFailed } from "../../platform/LoadFailed";
import { CalendarSection } from "./CalendarSection";
import { FocusFirstFault } from "./FocusFirstFault";
import { LegalSection } from "./LegalSection";
import { Section } from "./Section";
import { SettingsForm } from "./SettingsForm";
import { ShippingSection } from "./ShippingSection";
import { AddressSection, ShopSection } from "./ShopSection";
import { TaxSection } from "./TaxSection";

/** All settings in one form, saved together or not at all. */
export default function SettingsPage() {
  const notify = useNotify();
  const problem = useNotifyError();
  const [stale, setStale] = useState(false);
  const onSuccess = () => {
    setStale(false);
    notify("settings.saved");
  };
  const onError = (error: unknown) => {
    if (isConflict(error)) setStale(true);
    else if (!isShownByForm(error)) problem(error);
  };
  return (
    <Edit
      id="settings"
      title="settings.title"
      actions={false}
      redirect={false}
      mutationMode="pessimistic"
      mutationOptions={{ onSuccess, onError, meta: FULL_RECORD }}
      queryOptions={FULL_RECORD_QUERY}
      error={<EditFailed />}
    >
      <SettingsForm>
        {stale && <ConflictNotice onDone={() => setStale(false)} />}
        <FocusFirstFault />
        <ShopSection />
        <AddressSection />
        <ShippingSection />
        <CalendarSection />
        <TaxSection />
        <OwnerMailsSection />
        <PrivacySection />
        <LegalSection />
      </SettingsForm>
    </Edit>
  );
}

function OwnerMailsSection() {
  return (
    <Section name="owner_mails">
      <BooleanInput
        source="owner_mails.new_orders"
        label="settings.owner_mails.new_orders"
        helperText={false}
      />
      <BooleanInput source="owner_mails.disputes" label="settings.owner_mails.disputes" helperText={false} />
    </Section>
  );
}

const RETENTION = [required(), minValue(30), maxValue(3650)];

function PrivacySection() {
  return (
    <Section name="privacy">
      <NumberInput
        source="retention_days"
        label="settings.privacy.retention_days"
        helperText="settings.privacy.help"
        min={30}
        max={3650}
        step={1}
        validate={RETENTION}
      />
    </Section>
  );
}
