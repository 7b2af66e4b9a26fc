import { useSyncExternalStore } from "react";

/*
 * Addresses such as #/agents?import live wholly behind the #: a reload or a bookmark finds the same page, and leaving
 * a page also leaves its parameters. (The router's own hash hook keeps those in the address before the #.)
 */

interface NavigateOptions {
  replace?: boolean;
}

function read(): string {
  const hash = window.location.hash.replace(/^#/, "");
  return hash.startsWith("/") ? hash : `/${hash}`;
}

function subscribe(listener: () => void): () => void {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
}

function navigate(to: string, { replace = false }: NavigateOptions = {}): void {
  const before = window.location.href;
  const next = new URL(before);
  next.hash = to.replace(/^#/, "");
  if (next.href === before) return;
  if (replace) window.history.replaceState(null, "", next);
  else window.history.pushState(null, "", next);
  // The history's own calls are silent.
  window.dispatchEvent(new HashChangeEvent("hashchange", { oldURL: before, newURL: next.href }));
}

const readPath = (): string => read().split("?")[0] ?? "/";
const readSearch = (): string => read().split("?").slice(1).join("?");

function useHashPath(): [string, typeof navigate] {
  return [useSyncExternalStore(subscribe, readPath), navigate];
}

/** For the router: links are written as #/... */
export const useHashLocation = Object.assign(useHashPath, { hrefs: (href: string) => `#${href}` });

export function useHashSearch(): string {
  return useSyncExternalStore(subscribe, readSearch);
}
