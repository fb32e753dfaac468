/** Country, shipping, and the way to the payment page, at the total that stands here. */

import { useEffect, useState } from "preact/hooks";
import { answer, api, ProblemError, type Schemas, told } from "../api";
import { chooseCountry, country, type Line, request } from "../cart";
import { Failed, mount, Note } from "../island";
import { Lines, Sums } from "../Lines";
import { usePriced } from "../usePriced";
import { date, days, language, money, prefix, say } from "../words";
import { Empty } from "./cart";

type Quote = Schemas["Quote"];

/** Countries that are offered where the shop ships everywhere (ISO 3166-1). */
const EVERYWHERE =
  "AR AT AU BE BG BR CA CH CL CN CO CY CZ DE DK EE EG ES FI FR GB GR HK HR HU ID IE IL IN IS IT JP KR LI LT LU LV MA MT MX MY NL NO NZ PE PH PL PT RO RS SE SG SI SK TH TR TW UA US UY VN ZA";

export function start(): void {
  mount(CheckoutPage);
}

function CheckoutPage() {
  const [shipping, setShipping] = useState<string>();
  const { held, priced, failed, again } = usePriced(shipping);
  const [to, setTo] = useState(country);
  const countries = useCountries();
  const choose = (code: string) => {
    chooseCountry(code);
    setTo(code);
    setShipping(undefined);
    again();
  };
  if (!held.length) return <Empty />;
  const quote = priced?.quote;
  if (priced?.lines.some(({ change }) => change === "gone")) {
    return (
      <Note>
        {say("gone", priced.lines.find(({ change }) => change === "gone")?.line.name ?? "")}{" "}
        <a href={`${prefix}/cart`}>{say("cart_open")}</a>
      </Note>
    );
  }
  return (
    <div class="sides">
      <div>
        <label class="field">
          <span>{say("country")}</span>
          <select value={to} onChange={(event) => choose(event.currentTarget.value)}>
            {countries.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {failed && <Failed sentence={failed} retry={again} />}
        {quote && <Shipping quote={quote} choose={setShipping} />}
        {quote && <Lines lines={quote.lines} />}
      </div>
      {quote && !failed ? (
        <Pay held={held} quote={quote} again={again} />
      ) : (
        <p class="waiting">{say("price_loading")}</p>
      )}
    </div>
  );
}

function useCountries(): { code: string; name: string }[] {
  const [codes, setCodes] = useState([country()]);
  useEffect(() => {
    answer(api.GET("/shop")).then(
      (shop) => setCodes(shop.ships_everywhere ? EVERYWHERE.split(" ") : shop.countries),
      // The country that is chosen can still be paid for.
      () => undefined,
    );
  }, []);
  const names = new Intl.DisplayNames(language, { type: "region" });
  const all = [...new Set([...codes, country()])];
  const named = all.map((code) => ({ code, name: names.of(code) ?? code }));
  return named.toSorted((a, b) => a.name.localeCompare(b.name, language));
}

function Shipping({ quote, choose }: { quote: Quote; choose: (id: string) => void }) {
  return (
    <fieldset class="choices">
      <legend>{say("shipping_option")}</legend>
      {quote.shipping_options.map(({ id, name, price }) => (
        <label key={id}>
          <input
            type="radio"
            name="shipping"
            checked={id === quote.shipping.id}
            onChange={() => choose(id)}
          />
          <span class="choice">
            <span class="value">{name}</span>{" "}
            <small>{price.amount === 0 ? say("shipping_free") : money(price)}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** One key a purchase: pressing twice, or again after the network failed, opens the same purchase. */
function usePurchaseKey(content: string): string {
  const [kept, setKept] = useState({ content, key: crypto.randomUUID() });
  if (kept.content === content) return kept.key;
  const fresh = { content, key: crypto.randomUUID() };
  setKept(fresh);
  return fresh.key;
}

function Pay({ held, quote, again }: { held: Line[]; quote: Quote; again: () => void }) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string>();
  const body: Schemas["CheckoutRequest"] = {
    ...request(held, quote.country),
    shipping_option: quote.shipping.id,
    expected_total: quote.total,
  };
  const key = usePurchaseKey(JSON.stringify(body));
  const pay = async () => {
    setBusy(true);
    setFailed(undefined);
    try {
      const params = { header: { "Idempotency-Key": key } };
      const { url } = await answer(api.POST("/checkouts", { params, body }));
      location.assign(url);
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
    <div class="panel">
      <Sums subtotal={quote.subtotal} shipping={quote.shipping} total={quote.total} />
      <p>
        {say("lead", days(quote.lead_time_days))}. {say("ships_by_about", date(quote.ship_by))}.
      </p>
      {failed && <Note>{failed}</Note>}
      <button type="button" class="button" disabled={busy} onClick={() => void pay()}>
        {busy ? say("paying") : say("pay", money(quote.total))}
      </button>
      <p class="fine">{say("pay_hint")}</p>
      <p class="fine">
        {say("terms")} <a href={`${prefix}/terms`}>{say("terms_link")}</a>{" "}
        <a href={`${prefix}/privacy`}>{say("privacy_link")}</a>
      </p>
    </div>
  );
}

/** The fresh total, where the price has risen since the customer saw it. */
function risenTo(error: unknown): Quote["total"] | undefined {
  if (!(error instanceof ProblemError) || error.problem.code !== "price_increased") return undefined;
  return (error.problem as { quote?: Quote }).quote?.total;
}
