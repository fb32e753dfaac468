import InputAdornment from "@mui/material/InputAdornment";
import TextField from "@mui/material/TextField";
import { useState } from "react";
import { FieldTitle, type InputProps, InputHelperText, required as needed, useInput } from "react-admin";

export type ParsedInputProps = Pick<
  InputProps,
  "source" | "label" | "helperText" | "defaultValue" | "disabled"
> & { required?: boolean };

type Parsing<T> = {
  /** Shown after the number. */
  unit: string;
  /** Returns the whole number that a text stands for, if it is valid. */
  parse: (text: string) => number | undefined;
  /** Formats a whole number for editing. */
  write: (amount: number) => string;
  amountOf: (value: T) => number;
  valueOf: (amount: number) => T;
  /** Message about an invalid text. */
  fault: string;
};

/**
 * Input for a decimal; its value is a whole number of the smallest unit. An invalid text, such as one with a digit too
 * many, is rejected and never rounded.
 */
export function ParsedInput<T>({
  source,
  label,
  helperText,
  defaultValue,
  disabled,
  required,
  unit,
  parse,
  write,
  amountOf,
  valueOf,
  fault,
}: ParsedInputProps & Parsing<T>) {
  const amountIn = (value: T | null | undefined) => (value == null ? undefined : amountOf(value));
  const isInvalid = (amount: number | undefined) => amount !== undefined && !Number.isSafeInteger(amount);
  const valid = (value: T | null | undefined) => (isInvalid(amountIn(value)) ? fault : undefined);
  const { field, fieldState, id, isRequired } = useInput({
    source,
    defaultValue: (defaultValue as T | undefined) ?? null,
    validate: required ? [needed(), valid] : [valid],
  });
  const amount = amountIn(field.value as T | null);
  const written = () => (amount === undefined || isInvalid(amount) ? "" : write(amount));
  const [typed, setTyped] = useState(written);
  const type = (text: string) => {
    setTyped(text);
    field.onChange(text.trim() === "" ? null : valueOf(parse(text) ?? Number.NaN));
  };
  // The form may have loaded another version of the record.
  const same = parse(typed) === amount || isInvalid(amount);
  return (
    <TextField
      id={id}
      name={field.name}
      inputRef={field.ref}
      label={<FieldTitle label={label} source={source} isRequired={isRequired} />}
      value={same ? typed : written()}
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
        input: { endAdornment: <InputAdornment position="end">{unit}</InputAdornment> },
      }}
      size="small"
      margin="dense"
    />
  );
}
