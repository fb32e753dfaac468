/** Which of a product's fields have an input of their own, that shows what is wrong with them. */

const VARIANT = "type|value|price_adjustment|lead_time_days|stock|swatch|active";

export const INPUTS = new RegExp(
  `^/(slug|name|description|category|base_price|active|variants/\\d+/(${VARIANT})|images/\\d+/alt|model/alt)(?=/|$)`,
);
