import { formatMoney, type Money, parseMoney } from "@3d-things/api";
import InputAdornment from "@mui/material/InputAdornment";
import TextField from "@mui/material/TextField";
import { useState } from "react";
import {
  FieldTitle,
  type InputProps,
  InputHelperText,
  required as needed,
  useInput,
  useLocale,
  useTranslate,
} from "react-admin";
import { decimal } from "./decimal";

/** Shows an amount with its currency's digits. */
export function MoneyText({ money }: { money: Money | null | undefined }) {
  const locale = useLocale();
  return <>{money ? formatMoney(money, locale) : "–"}</>;
}

type MoneyInputProps = Pick<InputProps, "source" | "label" | "helperText" | "defaultValue" | "disabled"> & {
  currency: string;
  required?: boolean;
};

/**
 * Input for an amount; its value is in minor units. An invalid amount, such as one with a digit too many, is rejected
 * and never rounded.
 */
export function MoneyInput({
  currency,
  source,
  label,
  helperText,
  required,
  disabled,
  defaultValue,
}: MoneyInputProps) {
  const translate = useTranslate();
  const valid = (value: Money | null | undefined) =>
    value && !Number.isSafeInteger(value.amount) ? translate("common.no_amount", { currency }) : undefined;
  const { field, fieldState, id, isRequired } = useInput({
    source,
    defaultValue: (defaultValue as Money | undefined) ?? null,
    validate: required ? [needed(), valid] : [valid],
  });
  const value = field.value as Money | null;
  const locale = useLocale();
  const [typed, setTyped] = useState(() => written(value, locale));
  const type = (text: string) => {
    setTyped(text);
    const amount = parseMoney(text, currency);
    field.onChange(text.trim() === "" ? null : { amount: amount ?? Number.NaN, currency });
  };
  // The form may have loaded another version of the record.
  const same = parseMoney(typed, currency) === value?.amount || Number.isNaN(value?.amount);
  return (
    <TextField
      id={id}
      name={field.name}
      inputRef={field.ref}
      label={<FieldTitle label={label} source={source} isRequired={isRequired} />}
      value={same ? typed : written(value, locale)}
      onChange={(event) => type(event.target.value)}
      onBlur={field.onBlur}
      disabled={Boolean(disabled)}
      error={fieldState.invalid}
      helperText={
        helperText === false && !fieldState.invalid ? null : (
          <InputHelperText error={fieldState.error?.message} helperText={helperText} />
        )
      }
      slotProps={{
        htmlInput: { inputMode: "decimal", autoComplete: "off" },
        input: { endAdornment: <InputAdornment position="end">{currency}</InputAdornment> },
      }}
      size="small"
      margin="dense"
    />
  );
}

function written(money: Money | null, locale: string): string {
  return money && Number.isSafeInteger(money.amount) ? decimal(money, locale) : "";
}
