import { required, SelectInput, TextInput, useLocaleState } from "react-admin";
import { useWatch } from "react-hook-form";
import { isStarted } from "./document";
import { countries, currencies } from "./names";
import { Columns, Section } from "./Section";

/** Shop name, contact address and currency. */
export function ShopSection() {
  const [locale] = useLocaleState();
  return (
    <Section name="shop">
      <Columns>
        <TextInput source="shop_name" label="settings.shop.name" validate={required()} />
        <SelectInput
          source="currency"
          label="settings.shop.currency"
          helperText="settings.shop.currency_help"
          choices={currencies(locale)}
          translateChoice={false}
          validate={required()}
        />
        <TextInput
          source="contact_email"
          label="settings.shop.contact_email"
          helperText="settings.shop.contact_email_help"
          type="email"
        />
        <TextInput
          source="mail_sender"
          label="settings.shop.mail_sender"
          helperText="settings.shop.mail_sender_help"
          type="email"
        />
      </Columns>
    </Section>
  );
}

/** Business address on documents and e-mails. It may be empty, but not incomplete. */
export function AddressSection() {
  const [locale] = useLocaleState();
  const needed = isStarted(useWatch({ name: "address" }));
  const validate = needed ? required() : undefined;
  return (
    <Section name="address">
      <Columns>
        <TextInput source="address.name" label="settings.address.name" validate={validate} />
        <TextInput source="address.tax_id" label="settings.address.tax_id" />
        <TextInput source="address.line1" label="settings.address.line1" validate={validate} />
        <TextInput source="address.line2" label="settings.address.line2" />
        <TextInput source="address.postal_code" label="settings.address.postal_code" />
        <TextInput source="address.city" label="settings.address.city" validate={validate} />
        <TextInput source="address.region" label="settings.address.region" />
        <SelectInput
          source="address.country"
          label="settings.address.country"
          choices={countries(locale)}
          translateChoice={false}
          validate={validate}
        />
      </Columns>
    </Section>
  );
}
