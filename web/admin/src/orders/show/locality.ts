type Part = string | null | undefined;

/** Returns the lines of an address from the city on, in the order of the country, as documents print them. */
export function localityLines(country: Part, city: Part, state: Part, postalCode: Part): string[] {
  const line = (...parts: Part[]) => parts.filter(Boolean).join(" ");
  const lines = () => {
    switch (country) {
      case "US":
      case "PR":
        return [[city, line(state, postalCode)].filter(Boolean).join(", ")];
      case "AU":
      case "CA":
        return [line(city, state, postalCode)];
      case "GB":
      case "IE":
        return [line(city), line(state), line(postalCode)];
      case "NZ":
        return [line(city, postalCode), line(state)];
      default:
        return [line(postalCode, city), line(state)];
    }
  };
  return lines().filter(Boolean);
}
