/** Localised names of countries, weekdays and currencies. */

/** Country codes of ISO 3166-1. */
const CODES =
  "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ " +
  "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO " +
  "FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE " +
  "JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO " +
  "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW " +
  "PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM " +
  "TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

export type Choice<T> = { id: T; name: string };

export function countries(locale: string): Choice<string>[] {
  return named(CODES.split(" "), new Intl.DisplayNames(locale, { type: "region" }), locale);
}

/** All currencies that the browser supports, sorted by name. */
export function currencies(locale: string): Choice<string>[] {
  const names = new Intl.DisplayNames(locale, { type: "currency" });
  const choices = named(Intl.supportedValuesOf("currency"), names, locale);
  return choices.map(({ id, name }) => ({ id, name: `${name} (${id})` }));
}

/** Weekdays as the API numbers them: Monday is 1 and Sunday 7. */
export function weekdays(locale: string): Choice<number>[] {
  const name = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });
  // 1 January 2024 was a Monday.
  return [1, 2, 3, 4, 5, 6, 7].map((id) => ({ id, name: name.format(Date.UTC(2024, 0, id)) }));
}

function named(codes: readonly string[], names: Intl.DisplayNames, locale: string): Choice<string>[] {
  return codes
    .map((id) => ({ id, name: names.of(id) ?? id }))
    .sort((one, other) => one.name.localeCompare(other.name, locale));
}
