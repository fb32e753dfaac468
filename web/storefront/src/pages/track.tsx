/** An order by its secret link. The secret stands behind the # and goes nowhere but into the one call's header. */

import { useEffect, useState } from "preact/hooks";
import { answer, api, ProblemError, type Schemas, told } from "../api";
import { Failed, idInAddress, mount, Note, Waiting } from "../island";
import { Lines, Sums } from "../Lines";
import { date, moment, money, prefix, say } from "../words";

type Order = Schemas["TrackedOrder"];
type Entry = Schemas["TimelineEntry"];

export function start(): void {
  mount(TrackPage);
}

function TrackPage() {
  const secret = useHash();
  const [attempt, setAttempt] = useState(0);
  const [found, setFound] = useState<Found>({});
  useEffect(() => {
    let current = true;
    setFound({});
    void ask(secret).then((answered) => current && setFound(answered));
    return () => {
      current = false;
    };
  }, [secret, attempt]);
  if (found.failed) return <Failed sentence={found.failed} retry={() => setAttempt((count) => count + 1)} />;
  if (found.order === null) return <WrongLink />;
  return found.order ? <Tracked order={found.order} /> : <Waiting>{say("order_loading")}</Waiting>;
}

/** `null` where the link leads to none. */
type Found = { order?: Order | null; failed?: string };

async function ask(secret: string): Promise<Found> {
  const path = { id: idInAddress() };
  const headers = { Authorization: `Bearer ${secret}` };
  try {
    return { order: await answer(api.GET("/orders/{id}", { path, headers })) };
  } catch (error) {
    const wrong = error instanceof ProblemError && error.problem.status >= 400 && error.problem.status < 429;
    return wrong ? { order: null } : { failed: told(error) };
  }
}

/** What stands behind the #, also when another link is opened in the same tab. */
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

function WrongLink() {
  return (
    <div>
      <Note>{say("wrong_link")}</Note>
      <a class="button" href={`${prefix}/track`}>
        {say("link_ask")}
      </a>
    </div>
  );
}

function Tracked({ order }: { order: Order }) {
  return (
    <div class="sides">
      <div>
        <h2>{say("order", order.number)}</h2>
        <p>
          <strong>{stateName(order.state)}</strong>
        </p>
        {!["shipped", "delivered", "cancelled"].includes(order.state) && (
          <p>{say("ships_by", date(order.ship_by))}.</p>
        )}
        <h3>{say("timeline")}</h3>
        <Timeline order={order} />
        {order.parcels.length > 0 && <Parcels parcels={order.parcels} />}
        {order.refunds.length > 0 && <Refunds refunds={order.refunds} />}
      </div>
      <div class="panel">
        <h3>{say("items")}</h3>
        <Lines lines={order.lines} />
        <Sums shipping={order.shipping} tax={order.tax_added} total={order.total} />
      </div>
    </div>
  );
}

function Timeline({ order }: { order: Order }) {
  return (
    <ol class="milestones">
      {order.timeline.map(({ at, event, amount }) => (
        <li key={at + event}>
          <span>{happened(order, event, amount)}</span>
          <time dateTime={at}>{moment(at)}</time>
        </li>
      ))}
    </ol>
  );
}

function happened(order: Order, event: Entry["event"], amount: Entry["amount"]): string {
  switch (event) {
    case "paid":
      return say("event_paid");
    case "begun":
      return say("event_begun");
    case "sent": {
      const carriers = order.parcels.map(({ carrier }) => carrier).join(" + ");
      return carriers ? say("event_sent_by", carriers) : say("event_sent");
    }
    case "arrived":
      return say("event_arrived");
    case "cancelled":
      return say("event_cancelled");
    case "refund_begun":
      return say("event_refund_begun", amount ? money(amount) : "");
    case "refunded":
      return say("event_refunded", amount ? money(amount) : "");
  }
}

function stateName(state: Order["state"]): string {
  switch (state) {
    case "processing":
      return say("state_processing");
    case "shipped":
      return say("state_shipped");
    case "delivered":
      return say("state_delivered");
    case "cancelled":
      return say("state_cancelled");
    default:
      return say("state_payment_confirmed");
  }
}

function Parcels({ parcels }: { parcels: Order["parcels"] }) {
  return (
    <section>
      <h3>{say("parcels")}</h3>
      <ul>
        {parcels.map(({ carrier, tracking_number, tracking_url }) => (
          <li key={tracking_number}>
            {carrier} {tracking_number}{" "}
            {tracking_url && (
              <a href={tracking_url} rel="noreferrer">
                {say("parcel_follow")}
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
      <h3>{say("refunds")}</h3>
      <ul>
        {refunds.map(({ amount, at, sent }) => (
          <li key={at}>
            {money(amount)}, {sent ? say("refund_succeeded") : say("refund_pending")}, {moment(at)}
          </li>
        ))}
      </ul>
    </section>
  );
}
