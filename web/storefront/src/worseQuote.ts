/** Explains a checkout that was refused because its fresh quote is worse than the shown one. */

import { ProblemError, type Schemas } from "./api";
import { date, money, t } from "./i18n";

type Quote = Schemas["Quote"];

/** Returns what became worse, a higher total or a later ship-by date; undefined if another error stopped it. */
export function worseQuote(error: unknown, shown: Quote): string | undefined {
  const fresh = error instanceof ProblemError ? (error.problem as { quote?: Quote }).quote : undefined;
  if (!fresh) return undefined;
  const changes = [
    fresh.total.amount > shown.total.amount && t("price_rose_total", money(fresh.total)),
    fresh.ship_by > shown.ship_by && t("ships_later", date(fresh.ship_by)),
  ];
  return changes.filter(Boolean).join(" ") || undefined;
}
