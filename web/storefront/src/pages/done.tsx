/** Back from the payment page: waits for the order and shows it, honest about payments that are still on their way. */

import { useEffect, useState } from "preact/hooks";
import { answer, api, ProblemError, type Schemas } from "../api";
import { empty } from "../cart";
import { Ended, idInAddress, mount, Note, Notice } from "../island";
import { Lines, Sums } from "../Lines";
import { poll } from "../poll";
import { date, say } from "../words";

type Checkout = Schemas["Checkout"];

/** After this many milliseconds the payment is called pending: a card's answer comes within a second or two. */
const PATIENCE = 8_000;

export function start(): void {
  mount(DonePage);
}

/** A purchase, asked for until it is decided; `null` where there is none. */
export function useCheckout(): Checkout | null | undefined {
  const [checkout, setCheckout] = useState<Checkout | null>();
  useEffect(
    () =>
      poll(async () => {
        const id = idInAddress();
        const found = await answer(api.GET("/checkouts/{id}", { params: { path: { id } } })).catch(
          (error: unknown) => {
            if (error instanceof ProblemError && error.problem.status === 404) return null;
            throw error;
          },
        );
        setCheckout(found);
        return found?.state !== "pending_payment";
      }),
    [],
  );
  return checkout;
}

function DonePage() {
  const checkout = useCheckout();
  const waited = useWaited(PATIENCE);
  const paid = checkout?.order_number;
  useEffect(() => {
    if (paid) empty();
  }, [paid]);
  if (checkout === null) return <Note>{say("unknown")}</Note>;
  if (checkout?.state === "cancelled") return <Cancelled />;
  if (!checkout || !paid) {
    return waited ? <Pending checkout={checkout} /> : <p class="waiting">{say("checking")}</p>;
  }
  return (
    <div>
      <Notice good title={say("confirmed")} text={say("confirmed_text", paid)} />
      <p>{say("ships_by", date(checkout.quote.ship_by))}.</p>
      <Bought checkout={checkout} />
    </div>
  );
}

function useWaited(milliseconds: number): boolean {
  const [waited, setWaited] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setWaited(true), milliseconds);
    return () => window.clearTimeout(timer);
  }, [milliseconds]);
  return waited;
}

function Pending({ checkout }: { checkout: Checkout | undefined }) {
  return (
    <div>
      <Notice title={say("pending")} text={say("pending_text")} />
      {checkout && <Bought checkout={checkout} />}
    </div>
  );
}

export function Cancelled() {
  return <Ended title={say("cancelled")} text={say("cancelled_text")} />;
}

function Bought({ checkout }: { checkout: Checkout }) {
  const { lines, subtotal, shipping, total } = checkout.quote;
  return (
    <section>
      <h2>{say("ordered")}</h2>
      <Lines lines={lines} />
      <Sums subtotal={subtotal} shipping={shipping} total={total} />
    </section>
  );
}
