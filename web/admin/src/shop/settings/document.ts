/** Conversion between the API's settings and form values. */

import type { Schemas } from "@3d-things/api";
import { HttpError } from "react-admin";

type Settings = Schemas["Settings"];

/** The single record of this resource: the settings, their version, and the retention days at that version. */
export type Form = Settings & { id: "settings"; etag: string | undefined; kept_days: number };

export function formOf({ data, etag }: { data: Settings; etag: string | undefined }): Form {
  return { ...data, id: "settings", etag, kept_days: data.retention_days };
}

/** True if saving shortens the retention: older data is erased in the next night. */
export function erasesMore({ retention_days, kept_days }: Form): boolean {
  return retention_days < kept_days;
}

/** Converts form values to the API's document. Fields without an input are sent back unchanged. */
export function documentOf({ id: _id, etag: _etag, kept_days: _kept_days, ...form }: Form): Settings {
  const { currency } = form;
  return {
    ...form,
    address: withoutEmpty(form.address),
    tax: taxOf(form.tax),
    shipping_rates: (form.shipping_rates ?? []).map((rate) => ({
      ...rate,
      countries: rate.countries ?? [],
      price: rate.price && { ...rate.price, currency },
      free_from: rate.free_from ? { ...rate.free_from, currency } : null,
    })),
  };
}

/** Keeps the fields of the mode only: the form still has those of one that was chosen before. */
function taxOf(tax: Settings["tax"]): Settings["tax"] {
  if (tax?.mode !== "included") return tax && { mode: tax.mode };
  return { ...tax, rates: tax.rates ?? [] };
}

/** True if any address field is filled; then the required ones must be, too. */
export function isStarted(address: Partial<Schemas["ShopAddress"]> | null | undefined): boolean {
  return Object.values(address ?? {}).some(Boolean);
}

/** Drops empty fields, so that the API names the missing ones; null if all are empty. */
function withoutEmpty(address: Settings["address"]): Settings["address"] {
  if (!address || !isStarted(address)) return null;
  const nonEmpty = Object.entries(address).filter(([, value]) => Boolean(value));
  return Object.fromEntries(nonEmpty) as Schemas["ShopAddress"];
}

/** Fields with a single input although the API reports faults of nested fields. */
const SINGLE_INPUTS = new Set(["price", "free_from", "countries", "closed_weekdays", "holidays"]);

/** Rethrows an error with nested faults moved to the input that shows them. */
export function faultsOf(error: unknown): never {
  if (!(error instanceof HttpError)) throw error;
  throw new HttpError(error.message, error.status, {
    ...error.body,
    errors: lift(error.body?.errors ?? {}),
  });
}

type Errors = { [name: string]: string | Errors };

/** Moves nested errors up to the form's inputs. */
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
