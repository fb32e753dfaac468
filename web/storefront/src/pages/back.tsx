/** Back from the payment page without having paid: on with it, or away from it. */

import { useEffect, useState } from "preact/hooks";
import { answer, api, codeOf, told } from "../api";
import { focusOn, mount, Note, Notice, Waiting } from "../island";
import type { Checkout } from "../useCheckout";
import { prefix, say } from "../words";
import { Ended } from "./ended";
import { Returned } from "./returned";

export function start(): void {
  mount(BackPage);
}

function BackPage() {
  return <Returned>{(checkout, again) => <Open checkout={checkout} again={again} />}</Returned>;
}

type OpenProps = { checkout: Checkout; again: () => void };

function Open({ checkout, again }: OpenProps) {
  if (checkout.order_number || checkout.awaiting_bank) return <Onward id={checkout.checkout_id} />;
  if (!checkout.url) return <Ended because="expired" />;
  return <Unpaid id={checkout.checkout_id} url={checkout.url} cancelled={again} />;
}

function onward(id: string): void {
  location.replace(`${prefix}/checkout/${id}/done`);
}

/** Paid in another tab, or the bank is at it: the other page says how it goes on. */
function Onward({ id }: { id: Checkout["checkout_id"] }) {
  useEffect(() => onward(id), [id]);
  return <Waiting>{say("checking")}</Waiting>;
}

type UnpaidProps = { id: Checkout["checkout_id"]; url: string; cancelled: () => void };

function Unpaid({ id, url, cancelled }: UnpaidProps) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string>();
  const cancel = async () => {
    setBusy(true);
    setFailed(undefined);
    try {
      await answer(api.POST("/checkouts/{id}/cancel", { path: { id } }));
      focusOn();
      cancelled();
    } catch (error) {
      if (codeOf(error) === "already_paid") return onward(id);
      setBusy(false);
      setFailed(told(error));
    }
  };
  return (
    <div>
      <Notice title={say("back")} text={say("back_text")} />
      {failed && <Note>{failed}</Note>}
      <div class="actions">
        <a class="button" href={url}>
          {say("back_pay")}
        </a>
        <a href={`${prefix}/cart`}>{say("back_cart")}</a>
        <button type="button" aria-disabled={busy} onClick={() => busy || void cancel()}>
          {say(busy ? "back_cancelling" : "back_cancel")}
        </button>
      </div>
    </div>
  );
}
