import { parseDecimal } from "@3d-things/api";
import { useLocale, useTranslate } from "react-admin";
import { shifted } from "./decimal";
import { ParsedInput, type ParsedInputProps } from "./ParsedInput";

/** Formats a rate in hundredths of a percent: `19 %`, `7.7 %`. */
export function percent(rate: number, locale: string): string {
  return `${percentDigits(rate, locale)} %`;
}

/** Without zeros at the end: 1900 as `19`, 770 as `7.7`, 525 as `5.25`. */
function percentDigits(rate: number, locale: string): string {
  return shifted(rate, 2, locale).replace(/\D?0+$/, "");
}

/** Input for a percentage from 0 to 100; its value is in hundredths of a percent. */
export function PercentInput(props: ParsedInputProps) {
  const translate = useTranslate();
  const locale = useLocale();
  return (
    <ParsedInput<number>
      {...props}
      unit="%"
      parse={parsePercent}
      write={(rate) => percentDigits(rate, locale)}
      amountOf={(rate) => rate}
      valueOf={(rate) => rate}
      fault={translate("common.no_percent")}
    />
  );
}

/** Parses a percentage with at most two decimals to hundredths. */
export function parsePercent(text: string): number | undefined {
  const rate = parseDecimal(text, 2);
  return rate === undefined || rate < 0 || rate > 10_000 ? undefined : rate;
}
