/** Back from the payment page: waits for the order and shows it, honest about payments that are still on their way. */

import { useEffect, useState } from "preact/hooks";
import { Failed, mount, Note, Notice, Waiting } from "../island";
import { Lines, Sums } from "../Lines";
import { type Checkout, useCheckout } from "../useCheckout";
import { date, say } from "../words";
import { Ended } from "./ended";

/** After this many milliseconds the answer is called late: a card's comes within a second or two. */
const PATIENCE = 8_000;

export function start(): void {
  mount(DonePage);
}

function DonePage() {
  const { checkout, failed, again } = useCheckout();
  const waited = useWaited(PATIENCE);
  if (failed) return <Failed sentence={failed} retry={again} />;
  if (checkout === null) return <Note>{say("unknown")}</Note>;
  if (checkout?.state === "cancelled") return <Ended because={checkout.cancelled_because} />;
  if (checkout?.order_number) return <Confirmed checkout={checkout} number={checkout.order_number} />;
  if (checkout?.awaiting_bank) return <Pending checkout={checkout} title="pending" text="pending_text" />;
  if (checkout && waited) return <Pending checkout={checkout} title="checking" text="late_text" />;
  return <Waiting>{say("checking")}</Waiting>;
}

function useWaited(milliseconds: number): boolean {
  const [waited, setWaited] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setWaited(true), milliseconds);
    return () => window.clearTimeout(timer);
  }, [milliseconds]);
  return waited;
}

function Confirmed({ checkout, number }: { checkout: Checkout; number: string }) {
  return (
    <div>
      <Notice good title={say("confirmed")} text={say("confirmed_text", number)} />
      <p>{say("ships_by", date(checkout.quote.ship_by))}.</p>
      <Bought checkout={checkout} />
    </div>
  );
}

type PendingProps = { checkout: Checkout; title: "pending" | "checking"; text: "pending_text" | "late_text" };

function Pending({ checkout, title, text }: PendingProps) {
  return (
    <div>
      <Notice title={say(title)} text={say(text)} />
      <Bought checkout={checkout} />
    </div>
  );
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
