/** Back from the payment page without having paid: on with it, or away from it. */

import { useState } from "preact/hooks";
import { answer, api, ProblemError, told } from "../api";
import { Ended, mount, Note, Notice } from "../island";
import { prefix, say } from "../words";
import { Cancelled, useCheckout } from "./done";

export function start(): void {
  mount(BackPage);
}

function BackPage() {
  const checkout = useCheckout();
  const [cancelled, setCancelled] = useState(false);
  const [failed, setFailed] = useState<string>();
  if (checkout === null) return <Note>{say("unknown")}</Note>;
  if (!checkout) return <p class="waiting">{say("checking")}</p>;
  if (cancelled || checkout.state === "cancelled") return <Cancelled />;
  if (checkout.order_number) {
    location.replace(`${prefix}/checkout/${checkout.checkout_id}/done`);
    return null;
  }
  if (!checkout.url) return <Expired />;
  const cancel = async () => {
    const params = { path: { id: checkout.checkout_id } };
    try {
      await answer(api.POST("/checkouts/{id}/cancel", { params }));
      setCancelled(true);
    } catch (error) {
      // Paid in another tab, or the bank is at it: the other page says how it goes on.
      const paid = error instanceof ProblemError && error.problem.code === "already_paid";
      if (paid) location.replace(`${prefix}/checkout/${checkout.checkout_id}/done`);
      else setFailed(told(error));
    }
  };
  return (
    <div>
      <Notice title={say("back")} text={say("back_text")} />
      {failed && <Note>{failed}</Note>}
      <div class="actions">
        <a class="button" href={checkout.url}>
          {say("back_pay")}
        </a>
        <a href={`${prefix}/cart`}>{say("back_cart")}</a>
        <button type="button" onClick={() => void cancel()}>
          {say("back_cancel")}
        </button>
      </div>
    </div>
  );
}

function Expired() {
  return <Ended title={say("expired")} text={say("expired_text")} />;
}
