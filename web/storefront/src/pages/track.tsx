/** Order page by secret link. The secret is in the URL fragment and is only sent in one request's header. */

import { useEffect, useState } from "preact/hooks";
import { api, errorMessage, ProblemError, type Schemas, unwrap } from "../api";
import { date, dateTime, money, prefix, t } from "../i18n";
import { idFromPath, LoadError, Loading, mount, Note } from "../island";
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
  return found.order ? <OrderDetails order={found.order} /> : <Loading>{t("order_loading")}</Loading>;
}

/** `null` for an invalid link. */
type LoadedOrder = { order?: Order | null; failed?: string };

async function fetchOrder(secret: string): Promise<LoadedOrder> {
  const path = { id: idFromPath() };
  const headers = { Authorization: `Bearer ${secret}` };
  try {
    return { order: await unwrap(api.GET("/orders/{id}", { path, headers })) };
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

function OrderDetails({ order }: { order: Order }) {
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
        {order.parcels.length > 0 && <Parcels parcels={order.parcels} />}
        {order.refunds.length > 0 && <Refunds refunds={order.refunds} />}
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
      const carriers = order.parcels.map(({ carrier }) => carrier).join(" + ");
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

function Parcels({ parcels }: { parcels: Order["parcels"] }) {
  return (
    <section>
      <h3>{t("parcels")}</h3>
      <ul>
        {parcels.map(({ carrier, tracking_number, tracking_url }) => (
          <li key={tracking_number}>
            {carrier} {tracking_number}{" "}
            {tracking_url && (
              <a href={tracking_url} rel="noreferrer">
                {t("parcel_follow")}
              </a>
            )}
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
