/** Back from the payment page: waits for the order and shows it, honest about payments that are still on their way. */

import { useEffect, useState } from "preact/hooks";
import { mount, Notice, Waiting } from "../island";
import { Lines, PlusTax, Sums } from "../Lines";
import type { Checkout } from "../useCheckout";
import { date, say } from "../words";
import { Returned } from "./returned";

/** After this many milliseconds the answer is called late: a card's comes within a second or two. */
const PATIENCE = 8_000;

export function start(): void {
  mount(DonePage);
}

function DonePage() {
  const waited = useWaited(PATIENCE);
  return <Returned>{(checkout) => <Paid checkout={checkout} waited={waited} />}</Returned>;
}

function Paid({ checkout, waited }: { checkout: Checkout; waited: boolean }) {
  if (checkout.order_number) return <Confirmed checkout={checkout} number={checkout.order_number} />;
  if (checkout.awaiting_bank) return <Pending checkout={checkout} title="pending" text="pending_text" />;
  if (waited) return <Pending checkout={checkout} title="checking" text="late_text" />;
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

/** Until it is paid nobody but Stripe knows a tax that is added. */
function Bought({ checkout: { quote, tax_added, total_paid } }: { checkout: Checkout }) {
  const { lines, subtotal, shipping, total } = quote;
  return (
    <section>
      <h2>{say("ordered")}</h2>
      <Lines lines={lines} />
      <Sums subtotal={subtotal} shipping={shipping} tax={tax_added} total={total_paid ?? total} />
      {!total_paid && <PlusTax />}
    </section>
  );
}
