/** What staff may do, by their Cognito groups; several groups add up. */

export type Role = "admin" | "fulfilment" | "viewer";

const ROLES: readonly Role[] = ["admin", "fulfilment", "viewer"];

/** The roles in the claims of an ID token. */
export function rolesIn(claims: Record<string, unknown> | undefined): Role[] {
  const groups = claims?.["cognito:groups"];
  return Array.isArray(groups) ? ROLES.filter((role) => groups.includes(role)) : [];
}

/** What each role may do, beside admins, who may everything. */
const PERMITTED: Record<string, Partial<Record<string, readonly Role[]>>> = {
  orders: {
    list: ["fulfilment", "viewer"],
    show: ["fulfilment", "viewer"],
    transition: ["fulfilment"],
    note: ["fulfilment"],
    reveal: ["fulfilment"],
    print: ["fulfilment"],
  },
  products: { list: ["viewer"], show: ["viewer"] },
  categories: { list: ["viewer"] },
  summary: { list: ["fulfilment", "viewer"] },
};

/** Whether these roles may do this. The API decides; this only hides what it would refuse. */
export function may(roles: readonly Role[], action: string, resource: string): boolean {
  if (roles.includes("admin")) return true;
  return PERMITTED[resource]?.[action]?.some((role) => roles.includes(role)) ?? false;
}
