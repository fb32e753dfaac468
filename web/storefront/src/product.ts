/** A product's page: what can be made, for how much, by when, while the customer chooses. */

import { answer, api, ProblemError, type Schemas, told } from "./api";
import { add, homeCountry, type Line, MOST_PIECES, request } from "./cart";
import { type Choice, conflict, type Excluded } from "./excluded";
import { follow, pictureOf, startGallery } from "./gallery";
import { Turn } from "./turn";
import { choices, date, days, listed, money, prefix, say } from "./words";

type Money = Schemas["Money"];
type Data = { id: string; slug: string; name: string; price: Money; excluded: Excluded };
type Quote = Schemas["Quote"];

/** How long choosing pauses before the price is asked for, in milliseconds. */
const PAUSE = 120;

export function start(): void {
  const turn = Turn.start();
  startGallery(() => turn?.close());
  const form = document.querySelector<HTMLFormElement>("#configure");
  const json = document.getElementById("product")?.textContent;
  if (form && json) new Configurator(form, JSON.parse(json) as Data, turn);
}

class Configurator {
  private readonly price = place("price");
  private readonly lead = place("lead");
  private readonly reason = place("reason");
  private readonly added = place("added");
  private readonly button = place("add") as HTMLButtonElement;
  private asked: AbortController | undefined;
  private pause = 0;
  private quote: Quote | undefined;
  private said: string;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly product: Data,
    private readonly turn: Turn | undefined,
  ) {
    this.said = JSON.stringify([product.price, product.price, 1]);
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
    window.clearTimeout(this.pause);
    this.asked?.abort();
    this.quote = undefined;
    this.added.textContent = "";
    const chosen = this.choices;
    if (input !== this.quantity) this.present(chosen, input?.value);
    const wrong = this.wrong(chosen);
    this.reason.textContent = wrong;
    this.button.disabled = Boolean(wrong);
    this.wait(!wrong);
    if (wrong) this.blank();
    else this.pause = window.setTimeout(() => void this.ask(), PAUSE);
  }

  /** Shows what is chosen, and what goes with it. */
  private present(chosen: Choice[], last: string | undefined): void {
    this.markImpossible(chosen);
    follow(new Set(chosen.map(({ id }) => id)), last);
    this.turn?.paint(chosen.find(({ type }) => type === "color")?.value ?? "");
  }

  /** Why this cannot be bought; empty if it can. */
  private wrong(chosen: Choice[]): string {
    const against = conflict(this.product.excluded, chosen);
    if (against) return say("excluded", listed(against.map(({ value }) => value)));
    const { min, max, validity } = this.quantity;
    return validity.valid ? "" : say("quantity_range", min, max);
  }

  /** Choices that do not go with the others are shown as such, with the reason; they can still be picked. */
  private markImpossible(chosen: Choice[]): void {
    for (const input of this.form.querySelectorAll<HTMLInputElement>("input[type=radio]")) {
      const own = this.product.excluded.filter((combination) => combination.includes(input.value));
      const rest = chosen.filter(({ type }) => type !== input.name);
      const against = conflict(own, [...rest, choiceOf(input)]);
      const others = against?.filter(({ id }) => id !== input.value).map(({ value }) => value);
      const label = input.closest("label");
      label?.classList.toggle("impossible", Boolean(others));
      label?.querySelector(".why")?.remove();
      if (others) label?.append(whyNot(others));
    }
  }

  private async ask(): Promise<void> {
    const asked = new AbortController();
    this.asked = asked;
    this.reason.textContent = "";
    this.button.disabled = false;
    this.wait(true);
    try {
      // What a piece costs and when it is ready is the same everywhere, and at home the shop ships.
      const body = request([this.line()], homeCountry());
      this.show(await answer(api.POST("/cart/quote", { body, signal: asked.signal })));
    } catch (error) {
      if (!asked.signal.aborted) this.failed(error);
    } finally {
      if (!asked.signal.aborted) this.wait(false);
    }
  }

  private show(quote: Quote): void {
    const line = quote.lines[0];
    if (!line) return;
    this.quote = quote;
    this.say(line.total, line.unit_price, line.quantity);
    this.lead.textContent = `${say("lead", days(line.lead_time_days))}. ${say("ships_by_about", date(quote.ship_by))}.`;
  }

  /** Says why there is no price. What the shop refuses is not sold; what it did not answer may well be had. */
  private failed(error: unknown): void {
    this.blank();
    this.button.disabled = error instanceof ProblemError && !error.passing;
    const retry = document.createElement("button");
    retry.type = "button";
    retry.className = "plain";
    retry.textContent = say("retry");
    retry.addEventListener("click", () => {
      this.quantity.focus();
      void this.ask();
    });
    this.reason.replaceChildren(`${told(error)} `, retry);
  }

  /** The price of something else is no price. */
  private blank(): void {
    this.said = "";
    this.price.textContent = "";
    this.lead.textContent = "";
  }

  private wait(waiting: boolean): void {
    for (const place of [this.price, this.lead]) place.setAttribute("aria-busy", String(waiting));
  }

  /** Says a price unless the page does: the first amount that a browser writes takes it long. */
  private say(total: Money, each: Money, quantity: number): void {
    const said = JSON.stringify([total, each, quantity]);
    if (said === this.said) return;
    this.said = said;
    const more = quantity > 1 ? ` (${say("price_each", money(each))})` : "";
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
      configuration: choices(chosen),
      picture: pictureOf(new Set(chosen.map((choice) => choice.id))),
      quantity: Math.min(this.quantity.valueAsNumber, MOST_PIECES),
      seen: this.quote?.lines[0]?.unit_price,
    };
  }

  private add(): void {
    this.added.textContent = `${say(add(this.line()))} `;
    const link = document.createElement("a");
    link.href = `${prefix}/cart`;
    link.textContent = say("cart_open");
    this.added.append(link);
  }
}

function place(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

function choiceOf(input: HTMLInputElement): Choice {
  const value = input.closest("label")?.querySelector(".value")?.textContent ?? "";
  return { id: input.value, type: input.name, value };
}

/** Part of the choice's name, so that nobody misses it. */
function whyNot(others: string[]): HTMLElement {
  const why = document.createElement("small");
  why.className = "why";
  why.textContent = say("not_with", listed(others));
  return why;
}
