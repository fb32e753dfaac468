/** Page after paying: waits for the order and shows it, or that the payment is still pending. */

import { useEffect, useState } from "preact/hooks";
import { date, t } from "../i18n";
import { Loading, mount, Notice } from "../island";
import { LineItems, TaxNote, Totals } from "../LineItems";
import type { Checkout } from "../useCheckout";
import { CheckoutStatus } from "./CheckoutStatus";

/**
 * Milliseconds until the page says that it takes longer than usual: a card payment is confirmed within a second or
 * two.
 */
const LATE_AFTER = 8_000;

export function start(): void {
  mount(DonePage);
}

function DonePage() {
  const isLate = useElapsed(LATE_AFTER);
  return (
    <CheckoutStatus>{(checkout) => <PaymentStatus checkout={checkout} isLate={isLate} />}</CheckoutStatus>
  );
}

function PaymentStatus({ checkout, isLate }: { checkout: Checkout; isLate: boolean }) {
  if (checkout.order_number) return <Confirmed checkout={checkout} number={checkout.order_number} />;
  if (checkout.awaiting_bank) return <Pending checkout={checkout} good title="pending" text="pending_text" />;
  if (isLate) return <Pending checkout={checkout} title="checking" text="late_text" />;
  return <Loading>{t("checking")}</Loading>;
}

function useElapsed(milliseconds: number): boolean {
  const [isLate, setElapsed] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setElapsed(true), milliseconds);
    return () => window.clearTimeout(timer);
  }, [milliseconds]);
  return isLate;
}

function Confirmed({ checkout, number }: { checkout: Checkout; number: string }) {
  return (
    <div>
      <Notice good title={t("confirmed")} text={t("confirmed_text", number)} />
      <p>{t("ships_by", date(checkout.quote.ship_by))}.</p>
      <OrderSummary checkout={checkout} />
    </div>
  );
}

type PendingProps = {
  checkout: Checkout;
  /** True if the customer has done their part. */
  good?: boolean;
  title: "pending" | "checking";
  text: "pending_text" | "late_text";
};

function Pending({ checkout, good, title, text }: PendingProps) {
  return (
    <div>
      <Notice good={Boolean(good)} title={t(title)} text={t(text)} />
      <OrderSummary checkout={checkout} />
    </div>
  );
}

/** Added tax is known only after payment. */
function OrderSummary({ checkout: { quote, tax_added, tax_mode, total_paid } }: { checkout: Checkout }) {
  const { lines, subtotal, shipping, total } = quote;
  return (
    <section>
      <h2>{t("ordered")}</h2>
      <LineItems lines={lines} />
      <Totals subtotal={subtotal} shipping={shipping} tax={tax_added} total={total_paid ?? total} />
      {!(total_paid && tax_added) && <TaxNote mode={tax_mode} />}
    </section>
  );
}
