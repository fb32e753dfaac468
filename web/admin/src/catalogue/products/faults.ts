/** Pointers of the product fields that have an input to show a fault at. */

const VARIANT = "type|value|price_adjustment|lead_time_days|stock|swatch|active";

export const INPUTS = new RegExp(
  `^/(slug|name|description|category|base_price|active|variants/\\d+/(${VARIANT})|images/\\d+/alt|model/alt)(?=/|$)`,
);
