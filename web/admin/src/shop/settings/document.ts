/** The settings between the API's document and the form that changes it. */

import type { Schemas } from "@3d-things/api";
import { HttpError } from "react-admin";

type Settings = Schemas["Settings"];

/** The one record of this resource: the document, the version of it that was seen, and for how long it kept customer data. */
export type Form = Settings & { id: "settings"; etag: string | undefined; kept_days: number };

export function formOf({ data, etag }: { data: Settings; etag: string | undefined }): Form {
  return { ...data, id: "settings", etag, kept_days: data.retention_days };
}

/** Whether customer data would be kept for shorter than now: what is older by then is erased in the next night. */
export function erasesMore({ retention_days, kept_days }: Form): boolean {
  return retention_days < kept_days;
}

/** What the form holds as the API takes it. Fields that the form does not show are sent as they came. */
export function documentOf({ id: _id, etag: _etag, kept_days: _kept_days, ...form }: Form): Settings {
  const { currency } = form;
  return {
    ...form,
    address: withoutEmpty(form.address),
    shipping_rates: (form.shipping_rates ?? []).map((rate) => ({
      ...rate,
      countries: rate.countries ?? [],
      price: rate.price && { ...rate.price, currency },
      free_from: rate.free_from ? { ...rate.free_from, currency } : null,
    })),
  };
}

/** Whether anything of the address is told: then the rest that it needs must be, too. */
export function isStarted(address: Partial<Schemas["ShopAddress"]> | null | undefined): boolean {
  return Object.values(address ?? {}).some(Boolean);
}

/** An address without its empty fields, so that the API names the missing ones; none if all are empty. */
function withoutEmpty(address: Settings["address"]): Settings["address"] {
  if (!address || !isStarted(address)) return null;
  const nonEmpty = Object.entries(address).filter(([, value]) => Boolean(value));
  return Object.fromEntries(nonEmpty) as Schemas["ShopAddress"];
}

/** Fields that are shown as one input, though the API names faults of what is inside them. */
const SINGLE_INPUTS = new Set(["price", "free_from", "countries", "closed_weekdays", "holidays"]);

/** Throws what went wrong with the faults inside of an input lifted to that input. */
export function faultsOf(error: unknown): never {
  if (!(error instanceof HttpError)) throw error;
  throw new HttpError(error.message, error.status, {
    ...error.body,
    errors: lift(error.body?.errors ?? {}),
  });
}

type Errors = { [name: string]: string | Errors };

/** Errors as a form takes them, none deeper than its inputs. */
export function lift(errors: Errors): Errors {
  const entries = Object.entries(errors).map(([name, error]) => {
    if (typeof error === "string") return [name, error];
    return [name, SINGLE_INPUTS.has(name) ? firstIn(error) : lift(error)];
  });
  return Object.fromEntries(entries);
}

function firstIn(errors: Errors): string {
  const [first = ""] = Object.values(errors);
  return typeof first === "string" ? first : firstIn(first);
}
