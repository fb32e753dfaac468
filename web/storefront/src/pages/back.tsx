/** Back from the payment page without having paid: on with it, or away from it. */

import { useEffect, useState } from "preact/hooks";
import { answer, api, codeOf, told } from "../api";
import { Failed, mount, Note, Notice, Waiting } from "../island";
import { type Checkout, useCheckout } from "../useCheckout";
import { prefix, say } from "../words";
import { Ended } from "./ended";

export function start(): void {
  mount(BackPage);
}

function BackPage() {
  const { checkout, failed, again } = useCheckout();
  if (failed) return <Failed sentence={failed} retry={again} />;
  if (checkout === null) return <Note>{say("unknown")}</Note>;
  if (!checkout) return <Waiting>{say("checking")}</Waiting>;
  if (checkout.state === "cancelled") return <Ended because={checkout.cancelled_because} />;
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
  const [failed, setFailed] = useState<string>();
  const cancel = async () => {
    try {
      await answer(api.POST("/checkouts/{id}/cancel", { params: { path: { id } } }));
      cancelled();
    } catch (error) {
      if (codeOf(error) === "already_paid") onward(id);
      else setFailed(told(error));
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
        <button type="button" onClick={() => void cancel()}>
          {say("back_cancel")}
        </button>
      </div>
    </div>
  );
}
