import { formatMoney, type Money, parseMoney } from "@3d-things/api";
import { useLocale, useTranslate } from "react-admin";
import { decimal } from "./decimal";
import { ParsedInput, type ParsedInputProps } from "./ParsedInput";

/** Shows an amount with its currency's digits. */
export function MoneyText({ money }: { money: Money | null | undefined }) {
  const locale = useLocale();
  return <>{money ? formatMoney(money, locale) : "–"}</>;
}

/** Input for an amount; its value is in minor units. */
export function MoneyInput({ currency, ...props }: ParsedInputProps & { currency: string }) {
  const translate = useTranslate();
  const locale = useLocale();
  return (
    <ParsedInput<Money>
      {...props}
      unit={currency}
      parse={(text) => parseMoney(text, currency)}
      write={(amount) => decimal({ amount, currency }, locale)}
      amountOf={({ amount }) => amount}
      valueOf={(amount) => ({ amount, currency })}
      fault={translate("common.no_amount", { currency })}
    />
  );
}
