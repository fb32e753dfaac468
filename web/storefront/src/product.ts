/** A product's page: what can be made, for how much, by when, while the customer chooses. */

import { answer, api, type Schemas, told } from "./api";
import { add, country, type Line, MOST_PIECES, request } from "./cart";
import { type Choice, conflict, type Excluded } from "./excluded";
import { Turn } from "./turn";
import { date, days, money, prefix, say } from "./words";

type Money = Schemas["Money"];
type Data = { id: string; slug: string; name: string; price: Money; excluded: Excluded };
type Quote = Schemas["Quote"];

/** How long choosing pauses before the price is asked for, in milliseconds. */
const PAUSE = 120;

export function start(): void {
  const form = document.querySelector<HTMLFormElement>("#configure");
  const json = document.getElementById("product")?.textContent;
  if (form && json) new Configurator(form, JSON.parse(json) as Data);
  void clear();
}

/** The picture takes its preview's place as soon as it can be shown, since one may shine through the other. */
async function clear(): Promise<void> {
  try {
    await document.querySelector<HTMLImageElement>("#picture")?.decode();
    document.getElementById("preview")?.remove();
  } catch {
    // What cannot be fetched leaves the preview where it is.
  }
}

class Configurator {
  private readonly price = place("price");
  private readonly lead = place("lead");
  private readonly reason = place("reason");
  private readonly added = place("added");
  private readonly button = place("add") as HTMLButtonElement;
  private readonly turn = Turn.start();
  private asked: AbortController | undefined;
  private pause = 0;
  private quote: Quote | undefined;
  private said: string;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly product: Data,
  ) {
    this.said = JSON.stringify([product.price, product.price, 1]);
    form.addEventListener("change", () => this.chosen());
    form.addEventListener("input", () => this.chosen());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.add();
    });
    for (const thumb of document.querySelectorAll<HTMLButtonElement>(".thumbs button")) {
      thumb.addEventListener("click", () => {
        this.turn?.close();
        show(thumb);
      });
    }
    this.chosen();
  }

  private get choices(): Choice[] {
    const checked = this.form.querySelectorAll<HTMLInputElement>("input[type=radio]:checked");
    return [...checked].map(choiceOf);
  }

  private get quantity(): number {
    return Number(new FormData(this.form).get("quantity"));
  }

  private chosen(): void {
    window.clearTimeout(this.pause);
    this.asked?.abort();
    this.quote = undefined;
    this.added.textContent = "";
    const chosen = this.choices;
    this.markImpossible(chosen);
    showPictureOf(chosen);
    this.turn?.paint(chosen.find(({ type }) => type === "color")?.value ?? "");
    const against = conflict(this.product.excluded, chosen);
    this.reason.textContent = against ? say("excluded", ...against) : "";
    const wrong = Boolean(against) || !this.form.checkValidity();
    this.button.disabled = wrong;
    this.price.ariaBusy = String(!wrong);
    if (!wrong) this.pause = window.setTimeout(() => void this.ask(), PAUSE);
  }

  /** Choices that do not go with the others are shown as such, with the reason; they can still be picked. */
  private markImpossible(chosen: Choice[]): void {
    for (const input of this.form.querySelectorAll<HTMLInputElement>("input[type=radio]")) {
      const rest = chosen.filter((choice) => choice.type !== input.name);
      const against = conflict(this.product.excluded, [...rest, choiceOf(input)]);
      const other = against?.find((value) => value !== choiceOf(input).value);
      const label = input.closest("label");
      label?.classList.toggle("impossible", Boolean(against));
      if (label) label.title = other ? say("not_with", other) : "";
    }
  }

  private async ask(): Promise<void> {
    const asked = new AbortController();
    this.asked = asked;
    try {
      const body = request([this.line()], country());
      this.show(await answer(api.POST("/cart/quote", { body, signal: asked.signal })));
    } catch (error) {
      if (asked.signal.aborted) return;
      this.reason.textContent = told(error);
    } finally {
      if (!asked.signal.aborted) this.price.ariaBusy = "false";
    }
  }

  private show(quote: Quote): void {
    const line = quote.lines[0];
    if (!line) return;
    this.quote = quote;
    this.say(line.total, line.unit_price, line.quantity);
    this.lead.textContent = `${say("lead", days(line.lead_time_days))}. ${say("ships_by_about", date(quote.ship_by))}.`;
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
      configuration: chosen.map((choice) => choice.value).join(" · "),
      quantity: Math.min(this.quantity, MOST_PIECES),
      seen: this.quote?.lines[0]?.unit_price,
    };
  }

  private add(): void {
    const taken = add(this.line());
    this.added.textContent = `${say(taken ? "cart_added" : "cart_full")} `;
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

function showPictureOf(chosen: Choice[]): void {
  const ids = new Set(chosen.map((choice) => choice.id));
  const thumbs = document.querySelectorAll<HTMLButtonElement>(".thumbs button[data-variant]");
  const fitting = [...thumbs].find((thumb) => ids.has(thumb.dataset["variant"] ?? ""));
  if (fitting) show(fitting);
}

function show(thumb: HTMLButtonElement): void {
  const picture = document.querySelector<HTMLImageElement>("#picture");
  const { image, widths, alt } = thumb.dataset;
  if (!picture || !image) return;
  document.getElementById("preview")?.remove();
  picture.srcset = widths ?? "";
  picture.src = image;
  picture.alt = alt ?? "";
  for (const other of document.querySelectorAll(".thumbs button")) other.removeAttribute("aria-current");
  thumb.setAttribute("aria-current", "true");
}
