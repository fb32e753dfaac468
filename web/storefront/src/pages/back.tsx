/** Page after leaving Stripe without paying: continue or cancel. */

import { useEffect, useState } from "preact/hooks";
import { api, errorCode, errorMessage, unwrap } from "../api";
import { prefix, t } from "../i18n";
import { Changing, Loading, mount, moveFocus, Note, Notice } from "../island";
import type { Checkout } from "../useCheckout";
import { CheckoutEnded } from "./CheckoutEnded";
import { CheckoutStatus } from "./CheckoutStatus";

export function start(): void {
  mount(BackPage);
}

function BackPage() {
  return (
    <CheckoutStatus>
      {(checkout, refetch) => <OpenCheckout checkout={checkout} refetch={refetch} />}
    </CheckoutStatus>
  );
}

type OpenCheckoutProps = { checkout: Checkout; refetch: () => void };

function OpenCheckout({ checkout, refetch }: OpenCheckoutProps) {
  if (checkout.order_number || checkout.awaiting_bank) return <RedirectToDone id={checkout.checkout_id} />;
  if (!checkout.url) return <CheckoutEnded reason="expired" />;
  return <Unpaid id={checkout.checkout_id} url={checkout.url} onCancelled={refetch} />;
}

function redirectToDone(id: string): void {
  location.replace(`${prefix}/checkout/${id}/done`);
}

/** Paid in another tab, or pending at the bank: the done page shows the state. */
function RedirectToDone({ id }: { id: Checkout["checkout_id"] }) {
  useEffect(() => redirectToDone(id), [id]);
  return <Loading>{t("checking")}</Loading>;
}

type UnpaidProps = { id: Checkout["checkout_id"]; url: string; onCancelled: () => void };

function Unpaid({ id, url, onCancelled }: UnpaidProps) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string>();
  const cancel = async () => {
    setBusy(true);
    setFailed(undefined);
    try {
      await unwrap(api.POST("/checkouts/{id}/cancel", { path: { id } }));
      moveFocus();
      onCancelled();
    } catch (error) {
      if (errorCode(error) === "already_paid") return redirectToDone(id);
      setBusy(false);
      setFailed(errorMessage(error));
    }
  };
  return (
    <div>
      <Notice title={t("back")} text={t("back_text")} />
      {failed && <Note key={failed}>{failed}</Note>}
      <div class="actions">
        <a class="button" href={url}>
          {t("back_pay")}
        </a>
        <a href={`${prefix}/cart`}>{t("back_cart")}</a>
        <button type="button" aria-disabled={busy} onClick={() => busy || void cancel()}>
          <Changing text={t(busy ? "back_cancelling" : "back_cancel")} />
        </button>
      </div>
    </div>
  );
}
