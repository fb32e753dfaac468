/** The cart with its prices, asked for anew whenever it changes, here or in another tab. */

import { useEffect, useState } from "preact/hooks";
import { told } from "./api";
import { country, type Line, lines, onCartChange } from "./cart";
import { type Priced, price } from "./priced";

export type Cart = {
  held: Line[];
  priced: Priced | undefined;
  failed: string | undefined;
  again: () => void;
};

export function usePriced(shipping?: string): Cart {
  const [held, setHeld] = useState(lines);
  const [priced, setPriced] = useState<Priced>();
  const [failed, setFailed] = useState<string>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => onCartChange(() => setHeld(lines())), []);
  useEffect(() => {
    if (!held.length) return;
    let current = true;
    setFailed(undefined);
    price(held, country(), shipping).then(
      (found) => current && setPriced(found),
      (error: unknown) => current && setFailed(told(error)),
    );
    return () => {
      current = false;
    };
  }, [held, shipping, attempt]);
  return {
    held,
    priced: held.length ? priced : undefined,
    failed,
    again: () => setAttempt((count) => count + 1),
  };
}
