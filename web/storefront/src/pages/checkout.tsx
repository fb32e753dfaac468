/** Country, shipping, and the way to the payment page, at the total that stands here. */

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { answer, api, ProblemError, type Schemas, told } from "../api";
import { chooseCountry, country, keyOf, type Line, request } from "../cart";
import { Changed, Empty, Unpriced } from "../Held";
import { BackToCart, Failed, mount, Note, Waiting } from "../island";
import { PlusTax, Row, Sums, taxIsAdded } from "../Lines";
import { openPayment } from "../purchase";
import { usePriced } from "../usePriced";
import { around, date, days, locale, money, prefix, say } from "../words";

type Quote = Schemas["Quote"];

export function start(): void {
  mount(CheckoutPage);
}

function CheckoutPage() {
  const [to, setTo] = useState(country);
  const [shipping, setShipping] = useState<string>();
  const { held, priced, failed, stale, again } = usePriced(to, shipping);
  const choose = (code: string) => {
    chooseCountry(code);
    setTo(code);
    setShipping(undefined);
  };
  // The option that was chosen may be what there is no price for.
  const retry = () => {
    setShipping(undefined);
    again();
  };
  if (!held.length) return <Empty />;
  const quote = priced?.quote;
  const elsewhere = quote?.country !== to;
  return (
    <div class="sides">
      <div>
        <Countries chosen={to} choose={choose} />
        <Unpriced failed={failed} again={retry} />
        {quote && !(elsewhere && failed) && (
          <Shipping
            quote={quote}
            chosen={shipping ?? quote.shipping.id}
            disabled={elsewhere}
            choose={setShipping}
          />
        )}
        <ul class="lines">
          {held.map((line) => (
            <Row
              key={keyOf(line)}
              picture={line.picture}
              name={`${line.quantity} × ${line.name}`}
              chosen={line.configuration}
              total={priced?.prices.get(keyOf(line))?.total}
              stale={stale}
            >
              <Changed line={line} priced={priced} />
            </Row>
          ))}
        </ul>
      </div>
      <div class="panel">
        {held.some((line) => priced?.troubles.has(keyOf(line))) ? (
          <BackToCart />
        ) : (
          quote && <Pay key={[to, shipping].join()} held={held} quote={quote} stale={stale} again={again} />
        )}
        <Waiting>{stale && !failed && say("price_loading")}</Waiting>
      </div>
    </div>
  );
}

function Countries({ chosen, choose }: { chosen: string; choose: (code: string) => void }) {
  const { countries, failed, again } = useCountries(chosen);
  const selectRef = useRef<HTMLSelectElement>(null);
  return (
    <>
      <label class="field">
        <span>{say("country")}</span>
        <select ref={selectRef} value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
          {countries.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {failed && <Failed sentence={say("countries_failed")} retry={again} onward={selectRef} />}
    </>
  );
}

type Served = { countries: { code: string; name: string }[]; failed: boolean; again: () => void };

/** Where the shop ships. Without an answer, the country that is chosen can still be paid for. */
function useCountries(chosen: string): Served {
  const [codes, setCodes] = useState<string[]>([]);
  const [attempt, setAttempt] = useState(0);
  const [failed, setFailed] = useState<number>();
  useEffect(() => {
    shipsTo().then(setCodes, () => setFailed(attempt));
  }, [attempt]);
  const countries = useMemo(() => {
    const names = new Intl.DisplayNames(locale, { type: "region" });
    const named = [...new Set([...codes, chosen])].map((code) => ({ code, name: names.of(code) ?? code }));
    return named.toSorted((a, b) => a.name.localeCompare(b.name, locale));
  }, [codes, chosen]);
  return { countries, failed: failed === attempt, again: () => setAttempt((count) => count + 1) };
}

async function shipsTo(): Promise<string[]> {
  const shop = await answer(api.GET("/shop", {}));
  return shop.ships_everywhere ? (await import("../everywhere")).EVERYWHERE : shop.countries;
}

type ShippingProps = { quote: Quote; chosen: string; disabled: boolean; choose: (id: string) => void };

function Shipping({ quote, chosen, disabled, choose }: ShippingProps) {
  return (
    <fieldset class="choices" disabled={disabled}>
      <legend>{say("shipping_option")}</legend>
      {quote.shipping_options.map(({ id, name, price }) => (
        <label key={id}>
          <input type="radio" name="shipping" checked={id === chosen} onChange={() => choose(id)} />
          <span class="choice">
            <span class="value">{name}</span>{" "}
            <small>{price.amount === 0 ? say("shipping_free") : money(price)}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

type PayProps = { held: Line[]; quote: Quote; stale: boolean; again: () => void };

function Pay({ held, quote, stale, again }: PayProps) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string>();
  const pay = async () => {
    setBusy(true);
    setFailed(undefined);
    try {
      const cart = request(held, quote.country, quote.shipping.id);
      location.assign(await openPayment({ ...cart, expected_total: quote.total }));
    } catch (error) {
      setBusy(false);
      const risen = risenTo(error);
      setFailed(risen ? say("price_rose_total", money(risen)) : told(error));
      if (risen) again();
    }
  };
  // Who comes back from the payment page finds the button as it was.
  useEffect(() => {
    const back = () => setBusy(false);
    window.addEventListener("pageshow", back);
    return () => window.removeEventListener("pageshow", back);
  }, []);
  return (
    <>
      <div aria-busy={stale}>
        <Sums subtotal={quote.subtotal} shipping={quote.shipping} total={quote.total} />
        <PlusTax />
        <p>
          {say("lead", days(quote.lead_time_days))}. {say("ships_by_about", date(quote.ship_by))}.
        </p>
      </div>
      {failed && <Note>{failed}</Note>}
      {/* Not `disabled`: that would take the focus away. */}
      <button
        type="button"
        class="button"
        aria-disabled={busy || stale}
        onClick={() => busy || stale || void pay()}
      >
        {busy ? say("paying") : taxIsAdded() ? say("back_pay") : say("pay", money(quote.total))}
      </button>
      <p class="fine">{say("pay_hint")}</p>
      <Terms />
    </>
  );
}

function Terms() {
  const [before, between, after] = around("terms");
  return (
    <p class="fine">
      {before}
      <a href={`${prefix}/terms`}>{say("terms_link")}</a>
      {between}
      <a href={`${prefix}/privacy`}>{say("privacy_link")}</a>
      {after}
    </p>
  );
}

/** The fresh total, where the price has risen since the customer saw it. */
function risenTo(error: unknown): Quote["total"] | undefined {
  if (!(error instanceof ProblemError) || error.problem.code !== "price_increased") return undefined;
  return (error.problem as { quote?: Quote }).quote?.total;
}
