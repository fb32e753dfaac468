import { defineConfig } from "vitest/config";

/** Browser tests against the running local cloud: that of `SHOP_JSON`, or of `make dev`. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: [
      process.env["MEASURE"] ? `measure/${process.env["MEASURE"]}.test.ts` : "{storefront,admin}/*.test.ts",
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Polls as long as Playwright waits by default.
    expect: { poll: { timeout: 15_000 } },
    // Two cores cannot run several browsers without timeouts.
    fileParallelism: false,
  },
});
