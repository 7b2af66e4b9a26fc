import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const root = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
  root,
  plugins: [react()],
  // Beside the packages, not below ui/.
  cacheDir: "../node_modules/.vite",
  // Relative addresses work under every scheme that the window may be served from.
  base: "./",
  build: {
    outDir: "dist",
    // ui/public holds a .gitkeep, so that the folder which the Rust build needs survives the emptying.
    emptyOutDir: true,
    target: "es2022",
    // Nothing is fetched in small pieces from a disk; a data: font would also need a wider policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
  server: {
    host: "127.0.0.1",
    port: 5173,
    strictPort: true,
    proxy: { "/api": "http://127.0.0.1:5174" },
  },
});
