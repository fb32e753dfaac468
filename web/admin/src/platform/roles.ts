/** Permissions by Cognito group; several groups add up. */

export type Role = "admin" | "fulfilment" | "viewer";

const ROLES: readonly Role[] = ["admin", "fulfilment", "viewer"];

export function rolesIn(claims: Record<string, unknown> | undefined): Role[] {
  const groups = claims?.["cognito:groups"];
  return Array.isArray(groups) ? ROLES.filter((role) => groups.includes(role)) : [];
}

/** Permissions of each role; admins may do everything. */
const PERMITTED: Record<string, Partial<Record<string, readonly Role[]>>> = {
  orders: {
    list: ["fulfilment", "viewer"],
    show: ["fulfilment", "viewer"],
    transition: ["fulfilment"],
    note: ["fulfilment"],
    correct: ["fulfilment"],
    reveal: ["fulfilment"],
    print: ["fulfilment"],
  },
  products: { list: ["viewer"], show: ["viewer"] },
  categories: { list: ["viewer"] },
  summary: { list: ["fulfilment", "viewer"] },
};

/** Checks a permission. The API enforces it; this only hides what it would refuse. */
export function may(roles: readonly Role[], action: string, resource: string): boolean {
  if (roles.includes("admin")) return true;
  return PERMITTED[resource]?.[action]?.some((role) => roles.includes(role)) ?? false;
}
