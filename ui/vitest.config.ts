import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [react()],
  // Beside the packages, not below ui/.
  cacheDir: "../node_modules/.vite",
  test: {
    environment: "jsdom",
    include: ["tests/**/*.test.{ts,tsx}", "src/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/setup.ts"],
    // For what hangs. A walk through a whole page takes 2 s, and three times as long on a computer with other work.
    testTimeout: 15_000,
  },
});
