import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";
import { licences } from "../licences.ts";

/** Configuration of the running `make dev`. */
function running() {
  const file = new URL("../../.local/shop.json", import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as { api: string; client_id: string };
}

/** Serves `config.json`, which publishing writes in other environments. */
const localConfig: Plugin = {
  name: "local-config",
  configureServer(server) {
    server.middlewares.use("/config.json", (_request, answer) => {
      const { api, client_id } = running();
      answer.setHeader("Content-Type", "application/json");
      answer.end(JSON.stringify({ sign_in: api, client_id }));
    });
  },
};

export default defineConfig(({ command }) => {
  const api = command === "serve" ? running().api : "";
  return {
    root: import.meta.dirname,
    plugins: [localConfig, licences("assets/licences.txt")],
    build: {
      outDir: "dist",
      target: "es2022",
      chunkSizeWarningLimit: 900,
      rolldownOptions: {
        onwarn(warning, tell) {
          // "use client" matters only for server rendering, which is not used here.
          if (warning.code !== "MODULE_LEVEL_DIRECTIVE") tell(warning);
        },
      },
    },
    server: {
      // The only redirect URI of the local sign-in page.
      port: 5174,
      strictPort: true,
      proxy: { "/api": { target: api, rewrite: (path) => path.replace(/^\/api/, "") }, "/media": api },
    },
  };
});
