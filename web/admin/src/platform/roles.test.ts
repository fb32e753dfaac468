import { describe, expect, it } from "vitest";
import { may, type Role, rolesIn } from "./roles";

describe("roles", () => {
  it("are the known groups of a token", () => {
    expect(rolesIn({ "cognito:groups": ["viewer", "admin", "gardeners"] })).toEqual(["admin", "viewer"]);
  });

  it.each([undefined, {}, { "cognito:groups": "admin" }])("are none in %o", (claims) => {
    expect(rolesIn(claims)).toEqual([]);
  });
});

describe("a permission", () => {
  it.each<[string, Role[], string, string, boolean]>([
    ["an admin does everything", ["admin"], "erase", "customers", true],
    ["a viewer sees products", ["viewer"], "show", "products", true],
    ["a viewer changes none", ["viewer"], "edit", "products", false],
    ["a viewer sees no customers' data", ["viewer"], "reveal", "orders", false],
    ["fulfilment moves orders on", ["fulfilment"], "transition", "orders", true],
    ["fulfilment gives no money back", ["fulfilment"], "refund", "orders", false],
    ["fulfilment sees no catalogue", ["fulfilment"], "list", "products", false],
    ["two groups add up", ["fulfilment", "viewer"], "list", "products", true],
    ["nobody sees nothing", [], "list", "orders", false],
    ["what nobody heard of is for admins only", ["viewer", "fulfilment"], "list", "secrets", false],
  ])("%s", (_, roles, action, resource, expected) => {
    expect(may(roles, action, resource)).toBe(expected);
  });
});
