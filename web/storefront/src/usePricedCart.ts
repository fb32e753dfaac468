/** Quotes the cart whenever it changes, in this tab or in another. */

import { useEffect, useState } from "preact/hooks";
import { errorCode, errorMessage, type Schemas } from "./api";
import { cartRequest, type Line, lines, onCartChange, recordSeenPrices } from "./cart";
import { priceCart, type PricedCart } from "./pricing";
import { useReconnect } from "./useReconnect";

export type Failure = { message: string; code: string | undefined };

export type CartState = {
  lines: Line[];
  /** The quote that the server returned last. */
  priced: PricedCart | undefined;
  /** The error of the current cart's quote. */
  failed: Failure | undefined;
  /** True while the latest quote belongs to another cart, country or shipping option. */
  stale: boolean;
  refetch: () => void;
};

export function usePricedCart(to: string, shipping?: string): CartState {
  const [cartLines, setCartLines] = useState(lines);
  const [attempt, setAttempt] = useState(0);
  const [priced, setPriced] = useState<PricedCart & { requestKey: string }>();
  const [failed, setFailed] = useState<Failure & { requestKey: string }>();
  const cart = JSON.stringify(cartRequest(cartLines, to, shipping));
  const requestKey = `${attempt} ${cart}`;
  useEffect(() => onCartChange(() => setCartLines(lines())), []);
  useEffect(() => {
    const body = JSON.parse(cart) as Schemas["Cart"];
    if (!body.items.length) return;
    let current = true;
    priceCart(body).then(
      (found) => {
        if (!current) return;
        setPriced({ ...found, requestKey });
        recordSeenPrices(found.prices);
      },
      (error: unknown) =>
        current && setFailed({ message: errorMessage(error), code: errorCode(error), requestKey }),
    );
    return () => {
      current = false;
    };
  }, [cart, requestKey]);
  const failure = failed?.requestKey === requestKey ? failed : undefined;
  const refetch = () => setAttempt((count) => count + 1);
  useReconnect(Boolean(failure), refetch);
  const stale = priced?.requestKey !== requestKey;
  return { lines: cartLines, priced, failed: failure, stale, refetch };
}
