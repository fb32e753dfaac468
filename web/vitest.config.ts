import { defineConfig } from "vitest/config";

/** Tests without a running shop: logic, and components in a simulated DOM. The others are in e2e/. */
export default defineConfig({
  test: { include: ["packages/**/*.test.ts", "storefront/**/*.test.{ts,tsx}", "admin/**/*.test.{ts,tsx}"] },
});
