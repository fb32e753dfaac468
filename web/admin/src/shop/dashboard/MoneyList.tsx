import { formatMoney, type Money } from "@3d-things/api";
import { useLocale } from "react-admin";

/** Lists amounts, one for each currency. */
export function MoneyList({ amounts }: { amounts: readonly Money[] }) {
  const locale = useLocale();
  return <>{amounts.map((money) => formatMoney(money, locale)).join(", ") || "–"}</>;
}
