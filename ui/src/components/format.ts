/** How values are written on screen; one place, so that they read the same everywhere. */

import { listText } from "../backend/list-text";
import { formatDistance } from "./distance";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY = 86_400_000;

const two = (value: number): string => String(value).padStart(2, "0");

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function clock(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

const PLAIN_DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** A day is the same everywhere; a point in time is shown in the time zone of this computer. Null for what is neither. */
function dateFrom(at: string): Date | null {
  const day = PLAIN_DAY.exec(at);
  const date = day ? new Date(Number(day[1]), Number(day[2]) - 1, Number(day[3])) : new Date(at);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** The day of a time as people type it: "2026-11-18". What is no time stays as it is. */
export function toDay(at: string): string {
  const date = dateFrom(at);
  return date === null ? at : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Whether a text is a day as people type it, and in the calendar. */
export const isDay = (text: string): boolean => PLAIN_DAY.test(text) && toDay(text) === text;

function dayOf(date: Date, now: Date): string {
  const day = `${date.getDate()} ${MONTHS[date.getMonth()]}`;
  return date.getFullYear() === now.getFullYear() ? day : `${day} ${date.getFullYear()}`;
}

/** "today 09:12", "yesterday 16:10", "18 Nov", "18 Nov 2025"; empty for what is no time. A mere day has no clock. */
export function formatTime(at: string | null | undefined, now: Date = new Date()): string {
  const date = at ? dateFrom(at) : null;
  if (!at || date === null) return "";
  const days = Math.round((startOfDay(now) - startOfDay(date)) / DAY);
  const time = PLAIN_DAY.test(at) ? "" : ` ${clock(date)}`;
  if (days === 0) return `today${time}`;
  if (days === 1) return `yesterday${time}`;
  return dayOf(date, now);
}

/** As formatTime, but with the clock for other days too: "18 Nov 16:10". */
export function formatMoment(at: string | null | undefined, now: Date = new Date()): string {
  const short = formatTime(at, now);
  if (!at || short === "" || short.includes(":") || PLAIN_DAY.test(at)) return short;
  return `${short} ${clock(new Date(at))}`;
}

/** The whole time for a tooltip. */
export function formatFullTime(at: string | null | undefined): string {
  const date = at ? dateFrom(at) : null;
  if (!at || date === null) return "";
  const day = `${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`;
  return PLAIN_DAY.test(at) ? day : `${day}, ${clock(date)}:${two(date.getSeconds())}`;
}

/** "12 min", "3 h", "41 d": how long ago something was. */
export function formatAge(at: string | null | undefined, now: Date = new Date()): string {
  if (!at) return "";
  const minutes = Math.floor((now.getTime() - new Date(at).getTime()) / 60_000);
  if (Number.isNaN(minutes)) return "";
  if (minutes < 1) return "now";
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h`;
  return `${Math.floor(minutes / (24 * 60))} d`;
}

/** Whole days since a day written YYYY-MM-DD; null for what is no day. */
export function daysSince(day: string, now: Date = new Date()): number | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(day);
  if (!parts) return null;
  const then = new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])).getTime();
  return Math.round((startOfDay(now) - then) / DAY);
}

const NUMBER = new Intl.NumberFormat("en-GB");

export function formatNumber(value: number): string {
  return NUMBER.format(value);
}

/** "1 agent", "2,000 agents"; the plural is the singular with an s unless given. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** "±20 km"; small radii keep one decimal. */
export const formatRadius = (km: number): string => `±${formatDistance(km)}`;

/** "GeoLite2-City 2026-09-18" -> "GeoLite2 2026-09-18"; that a table knows only countries is worth saying. */
export function formatDatabase(database: string): string {
  return database.replace(/-(City|Enterprise)\b/i, "");
}

export function formatCoordinates(lat: number, lon: number): string {
  return `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
}

/** "device.contact.first_name" style keys as a person would say them. */
const FIELD_WORDS: Record<string, string> = {
  name: "Name",
  platform: "Platform",
  residential: "Kind of customer",
  public_ip: "Public IP",
  customer_id: "Customer ID",
  contract_id: "Contract ID",
  "contact.email": "Contact e-mail",
  "contact.first_name": "First name",
  "contact.last_name": "Last name",
  "contact.phones": "Phone numbers",
  note: "Note",
  notes: "Notes",
  time_zone: "Time zone",
  "address.street": "Street and number",
  "address.city": "City",
  "address.postal_code": "Postal code",
  "address.region": "State or region",
  "address.country": "Country",
  activated_at: "Activation date",
  status: "Status",
  gone: "No longer reported",
  power: "Power",
  kind: "Kind",
  vendor: "Vendor",
  model: "Model",
  serial: "Serial number",
  mac: "MAC address",
  macs: "MAC addresses",
  ip: "IP address",
  ips: "IP addresses",
  zone: "Zone",
  room: "Room",
  os: "Operating system",
  firmware: "Firmware",
  vlan: "VLAN",
  power_controllable: "Power can be switched",
  important: "Important",
  page_url: "Device page",
  ignored: "Ignored",
  created: "Created",
  location: "Location",
  link: "Company link",
  match: "Match",
  "violet.owner": "Owner in Violet",
  "violet.enabled": "Violet access",
  "violet.invitation": "Violet invitation",
  "violet.access": "Access of the owner",
  "violet.sign_in": "Sign-in of the owner",
  "violet.act": "Done by the owner",
  "violet.visible": "Visible in Violet",
  "violet.power": "Power in Violet",
  "violet.block": "Block in Violet",
};

export function formatField(key: string): string {
  const known = FIELD_WORDS[key];
  if (known) return known;
  // What the source said and did not count, because something else was set here.
  if (key.startsWith("source.")) return `${formatField(key.slice("source.".length))} at the source`;
  const words = key.replaceAll(/[._]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "Dana Whitfield <dana@office.example>" -> "Dana Whitfield"; what Sitebook or an import did by itself begins large. */
export function formatPerson(by: string): string {
  const name = by.replace(/(\S)\s*<[^<>]*@[^<>]*>$/, "$1");
  return name === "sitebook" || name === "import" ? name.charAt(0).toUpperCase() + name.slice(1) : name;
}

/** A field's value as one line of text; lists are joined. */
export function formatValue(value: boolean | number | string | readonly string[]): string {
  if (Array.isArray(value)) return listText(value);
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return String(value);
}
