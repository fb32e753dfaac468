/** Product page: availability, price and ship date of the chosen configuration. */

import { api, errorCode, errorMessage, ProblemError, type Schemas, unwrap } from "./api";
import { add, cartRequest, homeCountry, type Line, MAX_QUANTITY } from "./cart";
import { type Choice, type Exclusions, findConflict } from "./exclusions";
import { imageFor, showChosen, startGallery } from "./gallery";
import { date, days, formatConfiguration, joinList, money, prefix, t } from "./i18n";
import { ModelViewer } from "./modelViewer";

type Money = Schemas["Money"];
type Data = { id: string; slug: string; name: string; price: Money; excluded: Exclusions };
type Quote = Schemas["Quote"];

/** Milliseconds without a change before the price is requested. */
const DEBOUNCE = 120;

export function start(): void {
  const modelViewer = ModelViewer.start();
  startGallery(() => modelViewer?.close());
  const form = document.querySelector<HTMLFormElement>("#configure");
  const json = document.getElementById("product")?.textContent;
  if (form && json) new Configurator(form, JSON.parse(json) as Data, modelViewer);
}

class Configurator {
  private readonly price = element("price");
  private readonly lead = element("lead");
  private readonly reason = element("reason");
  private readonly added = element("added");
  private readonly button = element("add") as HTMLButtonElement;
  private request: AbortController | undefined;
  private debounce = 0;
  private quote: Quote | undefined;
  private shownPrice: string;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly product: Data,
    private readonly modelViewer: ModelViewer | undefined,
  ) {
    this.shownPrice = JSON.stringify([product.price, product.price, 1]);
    form.addEventListener("input", ({ target }) => this.chosen(target as HTMLInputElement));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.add();
    });
    this.chosen();
  }

  private get choices(): Choice[] {
    const checked = this.form.querySelectorAll<HTMLInputElement>("input[type=radio]:checked");
    return [...checked].map(choiceOf);
  }

  private get quantity(): HTMLInputElement {
    return this.form.elements.namedItem("quantity") as HTMLInputElement;
  }

  private chosen(input?: HTMLInputElement): void {
    window.clearTimeout(this.debounce);
    this.request?.abort();
    this.quote = undefined;
    this.added.textContent = "";
    const chosen = this.choices;
    if (input !== this.quantity) this.showChoices(chosen, input?.value);
    const validate = this.validate(chosen);
    this.reason.textContent = validate;
    this.button.disabled = Boolean(validate);
    this.setBusy(!validate);
    if (validate) this.clearPrice();
    else this.debounce = window.setTimeout(() => void this.fetchPrice(), DEBOUNCE);
  }

  private showChoices(chosen: Choice[], last: string | undefined): void {
    this.markExcluded(chosen);
    showChosen(new Set(chosen.map(({ id }) => id)), last);
    this.modelViewer?.setColour(chosen.find(({ type }) => type === "color")?.value ?? "");
  }

  /** Returns why the configuration cannot be bought; empty if it can. */
  private validate(chosen: Choice[]): string {
    const conflicting = findConflict(this.product.excluded, chosen);
    if (conflicting) return t("excluded", joinList(conflicting.map(({ value }) => value)));
    const { min, max, validity } = this.quantity;
    return validity.valid ? "" : t("quantity_range", min, max);
  }

  /** Marks choices that conflict with the others, with the reason; they stay selectable. */
  private markExcluded(chosen: Choice[]): void {
    for (const input of this.form.querySelectorAll<HTMLInputElement>("input[type=radio]")) {
      const own = this.product.excluded.filter((combination) => combination.includes(input.value));
      const rest = chosen.filter(({ type }) => type !== input.name);
      const conflicting = findConflict(own, [...rest, choiceOf(input)]);
      const others = conflicting?.filter(({ id }) => id !== input.value).map(({ value }) => value);
      const label = input.closest("label");
      label?.classList.toggle("impossible", Boolean(others));
      label?.querySelector(".why")?.remove();
      if (others) label?.append(exclusionReason(others));
    }
  }

  private async fetchPrice(): Promise<void> {
    this.request?.abort();
    const request = new AbortController();
    this.request = request;
    this.reason.textContent = "";
    this.button.disabled = false;
    this.setBusy(true);
    try {
      // Unit price and lead time do not depend on the country, and the shop ships to its own.
      const body = cartRequest([this.line()], homeCountry());
      this.show(await unwrap(api.POST("/cart/quote", { body, signal: request.signal })));
    } catch (error) {
      if (!request.signal.aborted) this.failed(error, request.signal);
    } finally {
      if (!request.signal.aborted) this.setBusy(false);
    }
  }

  private show(quote: Quote): void {
    const line = quote.lines[0];
    if (!line) return;
    this.quote = quote;
    this.showPrice(line.total, line.unit_price, line.quantity);
    this.lead.textContent = `${t("lead", days(line.lead_time_days))}. ${t("ships_by_about", date(quote.ship_by))}.`;
  }

  /** Shows why there is no price. A rejected configuration cannot be bought; after a network failure it can. */
  private failed(error: unknown, signal: AbortSignal): void {
    this.clearPrice();
    this.button.disabled = error instanceof ProblemError && !error.retryable;
    const isSoldOut = errorCode(error) === "out_of_stock" && this.quantity.valueAsNumber === 1;
    this.reason.textContent = isSoldOut ? t("sold_out") : errorMessage(error);
    if (this.button.disabled) return;
    window.addEventListener("online", () => void this.fetchPrice(), { signal });
    const retry = document.createElement("button");
    retry.type = "button";
    retry.className = "plain";
    retry.textContent = t("retry");
    retry.addEventListener("click", () => {
      this.quantity.focus();
      void this.fetchPrice();
    });
    this.reason.append(" ", retry);
  }

  /** Clears the price of another configuration. */
  private clearPrice(): void {
    this.shownPrice = "";
    this.price.textContent = "";
    this.lead.textContent = "";
  }

  private setBusy(busy: boolean): void {
    for (const element of [this.price, this.lead]) element.setAttribute("aria-busy", String(busy));
  }

  /** Shows a price unless it is shown already: the first amount that a browser formats is slow. */
  private showPrice(total: Money, each: Money, quantity: number): void {
    const shownPrice = JSON.stringify([total, each, quantity]);
    if (shownPrice === this.shownPrice) return;
    this.shownPrice = shownPrice;
    const more = quantity > 1 ? ` (${t("price_each", money(each))})` : "";
    this.price.textContent = money(total) + more;
  }

  private line(): Line {
    const { id, slug, name } = this.product;
    const chosen = this.choices;
    return {
      product_id: id,
      slug,
      name,
      variant_ids: chosen.map((choice) => choice.id),
      configuration: formatConfiguration(chosen),
      picture: imageFor(new Set(chosen.map((choice) => choice.id))),
      quantity: Math.min(this.quantity.valueAsNumber, MAX_QUANTITY),
      seen: this.quote?.lines[0]?.unit_price,
    };
  }

  private add(): void {
    this.added.textContent = `${t(add(this.line()))} `;
    const link = document.createElement("a");
    link.href = `${prefix}/cart`;
    link.textContent = t("cart_open");
    this.added.append(link);
  }
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

function choiceOf(input: HTMLInputElement): Choice {
  const value = input.closest("label")?.querySelector(".value")?.textContent ?? "";
  return { id: input.value, type: input.name, value };
}

/** The reason is part of the label, so that screen readers announce it. */
function exclusionReason(others: string[]): HTMLElement {
  const why = document.createElement("small");
  why.className = "why";
  why.textContent = t("not_with", joinList(others));
  return why;
}
