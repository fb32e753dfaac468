/** Checkout page: country, shipping, and payment of the shown total. */

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { api, errorMessage, type Schemas, unwrap } from "../api";
import { cartRequest, chooseCountry, country, type Line, lineKey } from "../cart";
import { EmptyCart, LineChange, PriceError } from "../CartNotices";
import { date, days, fragments, locale, money, prefix, t } from "../i18n";
import { BackToCart, Changing, LoadError, Loading, mount, Note } from "../island";
import { Row, shopTax, taxIsAdded, TaxNote, Totals } from "../LineItems";
import { openPayment } from "../purchase";
import { usePricedCart } from "../usePricedCart";
import { useReconnect } from "../useReconnect";
import { worseQuote } from "../worseQuote";

type Quote = Schemas["Quote"];

export function start(): void {
  mount(CheckoutPage);
}

function CheckoutPage() {
  const [to, setTo] = useState(country);
  const [shipping, setShipping] = useState<string>();
  const { lines, priced, failed, stale, refetch } = usePricedCart(to, shipping);
  const choose = (code: string) => {
    chooseCountry(code);
    setTo(code);
    setShipping(undefined);
  };
  // The chosen option may be the reason of the failure.
  const retry = () => {
    setShipping(undefined);
    refetch();
  };
  if (!lines.length) return <EmptyCart />;
  const quote = priced?.quote;
  const isOtherCountry = quote?.country !== to;
  return (
    <div class="sides">
      <div>
        <Countries chosen={to} choose={choose} />
        <PriceError failed={failed} retry={retry} />
        <ul class="lines">
          {lines.map((line) => (
            <Row
              key={lineKey(line)}
              picture={line.picture}
              name={<Changing text={`${line.quantity} × ${line.name}`} />}
              chosen={line.configuration}
              total={priced?.prices.get(lineKey(line))?.total}
              stale={stale}
            >
              <LineChange line={line} priced={priced} />
            </Row>
          ))}
        </ul>
        {/* Below the lines, because their number is known before the shipping options are. */}
        {quote && !(isOtherCountry && failed) && (
          <Shipping
            quote={quote}
            chosen={shipping ?? quote.shipping.id}
            disabled={isOtherCountry}
            choose={setShipping}
          />
        )}
      </div>
      {priced ? (
        <div class="panel">
          {lines.some((line) => priced.issues.has(lineKey(line))) ? (
            <BackToCart />
          ) : (
            quote && (
              <Pay key={[to, shipping].join()} lines={lines} quote={quote} stale={stale} refetch={refetch} />
            )
          )}
          <Loading>{stale && !failed && t("price_loading")}</Loading>
        </div>
      ) : (
        <Loading>{!failed && t("price_loading")}</Loading>
      )}
    </div>
  );
}

function Countries({ chosen, choose }: { chosen: string; choose: (code: string) => void }) {
  const { countries, failed, refetch } = useCountries(chosen);
  const selectRef = useRef<HTMLSelectElement>(null);
  return (
    <>
      <label class="field">
        <span>{t("country")}</span>
        <select ref={selectRef} value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
          {countries.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {failed && <LoadError message={t("countries_failed")} retry={refetch} focusNext={selectRef} />}
    </>
  );
}

type ServedCountries = { countries: { code: string; name: string }[]; failed: boolean; refetch: () => void };

/** Loads the served countries. If that fails, the chosen country can still be paid for. */
function useCountries(chosen: string): ServedCountries {
  const [codes, setCodes] = useState<string[]>([]);
  const [attempt, setAttempt] = useState(0);
  const [failed, setFailed] = useState<number>();
  useEffect(() => {
    shipsTo().then(setCodes, () => setFailed(attempt));
  }, [attempt]);
  const refetch = () => setAttempt((count) => count + 1);
  useReconnect(failed === attempt, refetch);
  const countries = useMemo(() => {
    const names = new Intl.DisplayNames(locale, { type: "region" });
    const byName = [...new Set([...codes, chosen])].map((code) => ({ code, name: names.of(code) ?? code }));
    return byName.toSorted((a, b) => a.name.localeCompare(b.name, locale));
  }, [codes, chosen]);
  return { countries, failed: failed === attempt, refetch };
}

async function shipsTo(): Promise<string[]> {
  const shop = await unwrap(api.GET("/shop", {}));
  return shop.ships_everywhere ? (await import("../shippableCountries")).SHIPPABLE_COUNTRIES : shop.countries;
}

type ShippingProps = { quote: Quote; chosen: string; disabled: boolean; choose: (id: string) => void };

function Shipping({ quote, chosen, disabled, choose }: ShippingProps) {
  return (
    <fieldset class="choices" disabled={disabled}>
      <legend>{t("shipping_option")}</legend>
      {quote.shipping_options.map(({ id, name, price }) => (
        <label key={id}>
          <input type="radio" name="shipping" checked={id === chosen} onChange={() => choose(id)} />
          <span class="choice">
            <span class="value">{name}</span>{" "}
            <small>
              <Changing text={price.amount === 0 ? t("shipping_free") : money(price)} exact />
            </small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

type PayProps = { lines: Line[]; quote: Quote; stale: boolean; refetch: () => void };

function Pay({ lines, quote, stale, refetch }: PayProps) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string>();
  const pay = async () => {
    setBusy(true);
    setFailed(undefined);
    try {
      const cart = cartRequest(lines, quote.country, quote.shipping.id);
      const agreed = { expected_total: quote.total, expected_ship_by: quote.ship_by };
      location.assign(await openPayment({ ...cart, ...agreed }));
    } catch (error) {
      setBusy(false);
      const worse = worseQuote(error, quote);
      setFailed(worse ?? errorMessage(error));
      if (worse) refetch();
    }
  };
  // The browser may restore this page from its cache with the button busy.
  useEffect(() => {
    const back = () => setBusy(false);
    window.addEventListener("pageshow", back);
    return () => window.removeEventListener("pageshow", back);
  }, []);
  return (
    <>
      <div aria-busy={stale}>
        <Totals subtotal={quote.subtotal} shipping={quote.shipping} total={quote.total} />
        <TaxNote mode={shopTax()} />
        <p>
          <Changing
            text={`${t("lead", days(quote.lead_time_days))}. ${t("ships_by_about", date(quote.ship_by))}.`}
          />
        </p>
      </div>
      {failed && <Note key={failed}>{failed}</Note>}
      {/* Not `disabled`, which would lose the focus. */}
      <button
        type="button"
        class="button"
        aria-disabled={busy || stale}
        onClick={() => busy || stale || void pay()}
      >
        <Changing
          text={busy ? t("paying") : taxIsAdded() ? t("back_pay") : t("pay", money(quote.total))}
          exact
        />
      </button>
      <p class="fine">{t("pay_hint")}</p>
      <LegalTexts />
    </>
  );
}

/** Sentences about the legal texts that the shop has published. */
function LegalTexts() {
  const published = (["terms", "privacy"] as const).filter((name) => document.body.dataset[name]);
  return published.map((name) => {
    const [before, after] = fragments(name);
    return (
      <p key={name} class="fine">
        {before}
        <a href={`${prefix}/${name}`}>{t(`${name}_link`)}</a>
        {after}
      </p>
    );
  });
}
