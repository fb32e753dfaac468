/** Order page by secret link. The secret is in the URL fragment and is only sent in one request's header. */

import { useEffect, useState } from "preact/hooks";
import { api, errorCode, errorMessage, ProblemError, type Schemas, unwrap } from "../api";
import { date, dateTime, money, prefix, t } from "../i18n";
import { Changing, idFromPath, LoadError, Loading, mount, moveFocus, Note } from "../island";
import { LineItems, TaxNote, Totals } from "../LineItems";
import { useReconnect } from "../useReconnect";

type Order = Schemas["TrackedOrder"];
type Entry = Schemas["TimelineEntry"];

export function start(): void {
  mount(TrackPage);
}

function TrackPage() {
  const secret = useHash();
  const [attempt, setAttempt] = useState(0);
  const [found, setFound] = useState<LoadedOrder>({});
  useEffect(() => {
    let current = true;
    setFound({});
    void fetchOrder(secret).then((loaded) => current && setFound(loaded));
    return () => {
      current = false;
    };
  }, [secret, attempt]);
  const retry = () => setAttempt((count) => count + 1);
  useReconnect(Boolean(found.failed), retry);
  if (found.failed) return <LoadError message={found.failed} retry={retry} />;
  if (found.order === null) return <InvalidLink />;
  if (!found.order) return <Loading>{t("order_loading")}</Loading>;
  return <OrderDetails order={found.order} secret={secret} reload={retry} />;
}

/** `null` for an invalid link. */
type LoadedOrder = { order?: Order | null; failed?: string };

/** The options of a call that the secret opens. */
const withSecret = (secret: string) => ({
  path: { id: idFromPath() },
  headers: { Authorization: `Bearer ${secret}` },
});

async function fetchOrder(secret: string): Promise<LoadedOrder> {
  try {
    return { order: await unwrap(api.GET("/orders/{id}", withSecret(secret))) };
  } catch (error) {
    const wrong = error instanceof ProblemError && error.problem.status >= 400 && error.problem.status < 429;
    return wrong ? { order: null } : { failed: errorMessage(error) };
  }
}

/** Returns the URL fragment, also when another link is opened in the same tab. */
function useHash(): string {
  const read = () => location.hash.slice(1);
  const [hash, setHash] = useState(read);
  useEffect(() => {
    const changed = () => setHash(read());
    window.addEventListener("hashchange", changed);
    return () => window.removeEventListener("hashchange", changed);
  }, []);
  return hash;
}

function InvalidLink() {
  return (
    <div>
      <Note>{t("wrong_link")}</Note>
      <a class="button" href={`${prefix}/track`}>
        {t("link_ask")}
      </a>
    </div>
  );
}

type DetailsProps = { order: Order; secret: string; reload: () => void };

function OrderDetails({ order, secret, reload }: DetailsProps) {
  return (
    <div class="sides">
      <div>
        <h2>{t("order", order.number)}</h2>
        <p>
          <strong>{stateName(order.state)}</strong>
        </p>
        {order.state === "pending_payment" && <p>{t("track_pending")}</p>}
        {order.ship_by && !["shipped", "delivered", "cancelled"].includes(order.state) && (
          <p>{t("ships_by", date(order.ship_by))}.</p>
        )}
        {order.timeline.length > 0 && <h3>{t("timeline")}</h3>}
        <Timeline order={order} />
        {order.parcels.length > 0 && <Parcels order={order} />}
        {order.refunds.length > 0 && <Refunds refunds={order.refunds} />}
        {order.cancellable && <Cancellation secret={secret} reload={reload} />}
      </div>
      <div class="panel">
        <h3>{t("items")}</h3>
        <LineItems lines={order.lines} />
        <Totals shipping={order.shipping} tax={order.tax_added} total={order.total} />
        {!order.tax_added && <TaxNote mode={order.tax_mode} rates={order.tax_rates} />}
      </div>
    </div>
  );
}

/** Cancels the order, after a second click. If work began in between, the page shows the order as it is now. */
function Cancellation({ secret, reload }: Omit<DetailsProps, "order">) {
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string>();
  const cancel = async () => {
    setBusy(true);
    setFailed(undefined);
    try {
      await unwrap(api.POST("/orders/{id}/cancel", withSecret(secret)));
      moveFocus();
      reload();
    } catch (error) {
      setBusy(false);
      setFailed(errorMessage(error));
      if (errorCode(error) === "wrong_state") setAsked(false);
    }
  };
  const label = asked ? "cancel_order_go" : "cancel_order";
  const press = () => {
    if (!asked) setAsked(true);
    else if (!busy) void cancel();
  };
  return (
    <section>
      <h3>{t("cancel_order")}</h3>
      <p>{t(asked ? "cancel_order_sure" : "cancel_order_text")}</p>
      {failed && <Note key={failed}>{failed}</Note>}
      <div class="actions">
        {asked && (
          <button type="button" onClick={() => setAsked(false)}>
            {t("cancel_order_keep")}
          </button>
        )}
        <button type="button" aria-disabled={busy} onClick={press}>
          <Changing text={t(busy ? "back_cancelling" : label)} />
        </button>
      </div>
    </section>
  );
}

function Timeline({ order }: { order: Order }) {
  return (
    <ol class="milestones">
      {order.timeline.map(({ at, event, amount }) => (
        <li key={at + event}>
          <span>{eventText(order, event, amount)}</span>
          <time dateTime={at}>{dateTime(at)}</time>
        </li>
      ))}
    </ol>
  );
}

function eventText(order: Order, event: Entry["event"], amount: Entry["amount"]): string {
  switch (event) {
    case "paid":
      return t("event_paid");
    case "begun":
      return t("event_begun");
    case "sent": {
      const carriers = [...new Set(order.parcels.map(({ carrier }) => carrier))].join(" + ");
      return carriers ? t("event_sent_by", carriers) : t("event_sent");
    }
    case "arrived":
      return t("event_arrived");
    case "cancelled":
      return t("event_cancelled");
    case "refund_begun":
      return t("event_refund_begun", amount ? money(amount) : "");
    case "refunded":
      return t("event_refunded", amount ? money(amount) : "");
  }
}

function stateName(state: Order["state"]): string {
  switch (state) {
    case "pending_payment":
      return t("state_pending_payment");
    case "processing":
      return t("state_processing");
    case "shipped":
      return t("state_shipped");
    case "delivered":
      return t("state_delivered");
    case "cancelled":
      return t("state_cancelled");
    default:
      return t("state_payment_confirmed");
  }
}

function Parcels({ order: { parcels, lines: ordered } }: { order: Order }) {
  return (
    <section>
      <h3>{t("parcels")}</h3>
      <ul>
        {parcels.map(({ carrier, tracking_number, tracking_url, lines }) => (
          <li key={tracking_number}>
            {carrier} {tracking_number}{" "}
            {tracking_url && (
              <a href={tracking_url} rel="noreferrer">
                {t("parcel_follow")}
              </a>
            )}
            {lines?.map(({ line, quantity }) => (
              <div key={line}>
                {quantity} × {ordered[line]?.product_name}
              </div>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Refunds({ refunds }: { refunds: Order["refunds"] }) {
  return (
    <section>
      <h3>{t("refunds")}</h3>
      <ul>
        {refunds.map(({ amount, at, sent }) => (
          <li key={at}>
            {money(amount)}, {sent ? t("refund_succeeded") : t("refund_pending")}, {dateTime(at)}
          </li>
        ))}
      </ul>
    </section>
  );
}
