/** What a typed site means, as values and rules; the core decides in the end. */

export type Site =
  | { kind: "empty" }
  /** ConnectWise's cloud; `place` in words. */
  | { kind: "cloud"; host: string; place: string }
  /** A server of one's own, or a name of one's own for the cloud. */
  | { kind: "own"; host: string }
  | { kind: "this-computer"; host: string }
  | { kind: "bad"; why: string };

const CLOUD = "myconnectwise.net";
const STAGING = "staging.connectwisedev.com";

/** The regions of the cloud, with the beginnings of their addresses. */
const regions: Record<string, string> = {
  na: "North America",
  eu: "Europe",
  au: "Australia",
  aus: "Australia",
  za: "South Africa",
};

function isThisComputer(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

function regionOf(host: string): string | null {
  if (host === STAGING || host === `api-${STAGING}`) return "staging";
  if (!host.endsWith(`.${CLOUD}`)) return null;
  const name = host.slice(0, -CLOUD.length - 1).replace(/^api-/, "");
  return Object.hasOwn(regions, name) ? (regions[name] as string) : name;
}

/** Not URL.parse: the windows of some systems do not have it yet. */
function parsed(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** The host of an address; the text itself where it is none. */
export function hostOf(address: string): string {
  return parsed(address)?.host ?? address;
}

/** Understands every form that people paste: a host, a host with a port, a whole address from the browser. */
export function siteOf(typed: string): Site {
  const text = typed.trim();
  if (text === "") return { kind: "empty" };
  const short = text.toLowerCase();
  if (Object.hasOwn(regions, short)) {
    return { kind: "bad", why: `Write the whole address: ${short}.${CLOUD}` };
  }
  if (short === "staging") return { kind: "bad", why: `Write the whole address: ${STAGING}` };
  const url = parsed(text.includes("://") ? text : `https://${text.replace(/^\/+/, "")}`);
  if (url === null || url.hostname === "") {
    return { kind: "bad", why: `This is no address; it looks like na.${CLOUD}` };
  }
  if (url.username !== "" || url.password !== "") {
    return { kind: "bad", why: "Leave out the user name and password; the keys have fields of their own" };
  }
  const name = url.hostname.toLowerCase().replace(/\.$/, "");
  const host = url.port === "" ? name : `${name}:${url.port}`;
  if (url.protocol === "http:") {
    return isThisComputer(name)
      ? { kind: "this-computer", host }
      : { kind: "bad", why: "Use https: without it, the keys would travel in the open" };
  }
  if (url.protocol !== "https:") return { kind: "bad", why: "Only https addresses can be used" };
  if (!/^(\[[0-9a-f:]+\]|[a-z0-9._-]+)$/.test(name)) {
    return { kind: "bad", why: `This is no address; it looks like na.${CLOUD}` };
  }
  if (isThisComputer(name)) return { kind: "this-computer", host };
  const region = regionOf(name);
  return region === null ? { kind: "own", host } : { kind: "cloud", host, place: region };
}

/** What was understood, in words; empty where nothing usable was typed. */
export function siteWords(site: Site): string {
  switch (site.kind) {
    case "cloud":
      return `ConnectWise's cloud, ${site.place}`;
    case "own":
      return `A server or name of your own: ${site.host}`;
    case "this-computer":
      return `This computer: ${site.host}`;
    case "empty":
    case "bad":
      return "";
  }
}
