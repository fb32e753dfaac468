import { defineConfig } from "vitest/config";

/** Tests without a running shop: logic, and components in a simulated DOM. The others are in e2e/. */
export default defineConfig({
  test: {
    include: [
      "*.test.ts",
      "packages/**/*.test.ts",
      "storefront/**/*.test.{ts,tsx}",
      "admin/**/*.test.{ts,tsx}",
    ],
    setupFiles: ["./vitest.setup.ts"],
    // Longer than the wait for one condition, so that a failure names the condition.
    testTimeout: 30_000,
  },
});
