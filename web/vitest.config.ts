import { defineConfig } from "vitest/config";

/** What needs no shop: logic, and components in a pretended browser. What needs one is under e2e/. */
export default defineConfig({
  test: { include: ["packages/**/*.test.ts", "storefront/**/*.test.{ts,tsx}", "admin/**/*.test.{ts,tsx}"] },
});
