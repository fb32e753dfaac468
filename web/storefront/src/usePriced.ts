/** The cart with its prices, asked for anew whenever it changes, here or in another tab. */

import { useEffect, useState } from "preact/hooks";
import { codeOf, type Schemas, told } from "./api";
import { type Line, lines, onCartChange, request, see } from "./cart";
import { type Priced, price } from "./priced";

export type Failure = { sentence: string; code: string | undefined };

export type Cart = {
  held: Line[];
  /** What the server said last. */
  priced: Priced | undefined;
  /** Why it says nothing of the present cart. */
  failed: Failure | undefined;
  /** Whether what it said last is about another cart, country or shipping. */
  stale: boolean;
  again: () => void;
};

export function usePriced(to: string, shipping?: string): Cart {
  const [held, setHeld] = useState(lines);
  const [attempt, setAttempt] = useState(0);
  const [priced, setPriced] = useState<Priced & { asked: string }>();
  const [failed, setFailed] = useState<Failure & { asked: string }>();
  const cart = JSON.stringify(request(held, to, shipping));
  const asked = `${attempt} ${cart}`;
  useEffect(() => onCartChange(() => setHeld(lines())), []);
  useEffect(() => {
    const body = JSON.parse(cart) as Schemas["Cart"];
    if (!body.items.length) return;
    let current = true;
    price(body).then(
      (found) => {
        if (!current) return;
        setPriced({ ...found, asked });
        see(found.prices);
      },
      (error: unknown) => current && setFailed({ sentence: told(error), code: codeOf(error), asked }),
    );
    return () => {
      current = false;
    };
  }, [cart, asked]);
  return {
    held,
    priced,
    failed: failed?.asked === asked ? failed : undefined,
    stale: priced?.asked !== asked,
    again: () => setAttempt((count) => count + 1),
  };
}
