import { defineConfig } from "vitest/config";

/** In a real browser, against the running local cloud: that of `SHOP_JSON`, or of `make dev`. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: [
      process.env["MEASURE"] ? `measure/${process.env["MEASURE"]}.test.ts` : "{storefront,admin}/*.test.ts",
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What a page shows a moment later is asked for again, as long as Playwright waits for anything.
    expect: { poll: { timeout: 15_000 } },
    // One browser, and two cores: a test does not wait for the others' pages.
    fileParallelism: false,
  },
});
