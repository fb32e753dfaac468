import { formatMoney, type Money } from "@3d-things/api";
import { useLocale } from "react-admin";

/** Sums of money, one for each currency. */
export function Sums({ of }: { of: readonly Money[] }) {
  const locale = useLocale();
  return <>{of.map((money) => formatMoney(money, locale)).join(", ") || "–"}</>;
}
