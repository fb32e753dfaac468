/** The tax of an order's amounts. */

import { formatMoney, type Schemas } from "@3d-things/api";
import { useLocale, useTranslate } from "react-admin";
import { percent } from "../platform/Percent";

type TaxedAmount = Schemas["TaxedAmount"];

/** A small business has amounts without a rate and without tax. */
export const isTaxed = ({ rate, tax }: TaxedAmount) => rate != null || tax.amount !== 0;

/** Returns the label of a rate's tax: `19 % tax on €36.05`. */
export function useTaxLabel(): (sum: TaxedAmount) => string {
  const translate = useTranslate();
  const locale = useLocale();
  return ({ rate, net }) => {
    const values = { rate: percent(rate ?? 0, locale), net: formatMoney(net, locale) };
    // Stripe applied several rates at once.
    return translate(rate == null ? "orders.no_rate" : "orders.rate", values);
  };
}
