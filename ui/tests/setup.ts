import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";

// A busy computer is no reason to fail: what appears late is waited for.
configure({ asyncUtilTimeout: 8000 });

// A language whose people reckon in kilometres.
Object.defineProperty(navigator, "language", { configurable: true, value: "en-IE" });

// What Mantine and the virtualiser ask of a browser, and the test's document does not have.
vi.stubGlobal(
  "ResizeObserver",
  class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  },
);
Object.defineProperty(window, "matchMedia", {
  value: (query: string) => ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
  }),
});
Object.defineProperty(HTMLElement.prototype, "clientHeight", { configurable: true, value: 600 });
Object.defineProperty(HTMLElement.prototype, "offsetHeight", { configurable: true, value: 600 });
Object.defineProperty(HTMLElement.prototype, "offsetWidth", { configurable: true, value: 1000 });
HTMLElement.prototype.scrollIntoView = () => undefined;

afterEach(cleanup);
