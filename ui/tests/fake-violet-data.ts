/** A home with its owner, the settings around it, and outgoing mail, as pages see them. */
import type {
  AccessState,
  Ineligible,
  MailSettings,
  OutgoingMail,
  OwnerPageReply,
  VioletCheck,
  VioletDeviceView,
  VioletGrant,
  VioletOverviewRow,
  VioletSession,
  VioletSettings,
  VioletSwitch,
  VioletView,
} from "../src/backend/generated";

export const AT = "2026-11-21T09:12:00Z";
const LATER = "2026-11-24T09:12:00Z";

const REASONS: Partial<Record<Ineligible, string>> = {
  not_switchable: "nothing can switch its power",
  tagged_vlan: "it is on a tagged VLAN, which blocking does not reach",
  no_address: "it has no address in the local network",
};

const GRANTS: readonly VioletGrant[] = ["visible", "power", "block"];

interface Known {
  name: string;
  kind: string;
  model?: string;
  granted?: readonly VioletGrant[];
  not?: Partial<Record<VioletGrant, Ineligible>>;
  asks?: boolean;
  rest?: Partial<VioletDeviceView>;
}

/** A device as the page of Violet lists it. */
export function violetDevice({ name, kind, model = "", granted = [], not = {}, asks, rest }: Known): VioletDeviceView {
  const switches = GRANTS.map((grant): VioletSwitch => {
    const reason = not[grant] ?? null;
    return {
      grant,
      granted: granted.includes(grant),
      effective: granted.includes(grant) && reason === null,
      reason,
      reason_text: reason === null ? "" : (REASONS[reason] ?? reason),
      asks_first: (asks ?? false) && grant !== "visible",
    };
  });
  return {
    device: name.toLowerCase().replaceAll(/\W+/g, "-"),
    device_source_id: name,
    name,
    kind,
    vendor: "",
    model,
    status: "online",
    network: "untagged",
    vlan: null,
    ignored: false,
    gone_since: null,
    switches,
    ...rest,
  };
}

const FIXED = { not: { power: "not_switchable" } } as const;

export const VIOLET_DEVICES: readonly VioletDeviceView[] = [
  violetDevice({ name: "Home router", kind: "router", model: "Luxul XBR-4500", granted: ["visible"], asks: true }),
  violetDevice({ name: "Living room TV", kind: "tv", model: "LG OLED55", granted: ["visible", "power", "block"] }),
  violetDevice({
    ...FIXED,
    name: "Games console",
    kind: "games console",
    model: "Nintendo Switch",
    granted: ["visible", "block"],
  }),
  violetDevice({ ...FIXED, name: "Kitchen speaker", kind: "speaker", model: "Sonos One", granted: ["visible"] }),
  violetDevice({
    name: "Drive camera",
    kind: "camera",
    model: "Axis M2026",
    granted: ["visible", "power", "block"],
    not: { block: "tagged_vlan" },
    rest: { network: "tagged", vlan: 30 },
  }),
  violetDevice({ name: "Landing access point", kind: "access point", model: "Luxul XAP-1510", asks: true }),
  violetDevice({
    name: "Recorder",
    kind: "nas",
    model: "Axis S2208",
    not: { power: "not_switchable", block: "no_address" },
    rest: { network: "unknown", status: "offline" },
  }),
  violetDevice({ name: "Bedroom TV", kind: "tv", model: "Samsung Q60" }),
];

const CHECKS: readonly VioletCheck[] = [
  { check: "not_staff", state: "ok", text: "The owner is not one of the staff." },
  { check: "mail", state: "ok", text: "Mail works, tested today." },
  { check: "address", state: "ok", text: "home.northgate.example answers for this workspace." },
  {
    check: "block",
    state: "warning",
    text: "Nothing can block the 3 devices yet: Domotz's API has no such call. The owner sees the switches disabled, with the reason.",
  },
];

/** Violet on the page of an agent that is ready to invite. */
export function makeViolet(part: Partial<VioletView> = {}): VioletView {
  return {
    agent: "a1",
    agent_name: "Gable House",
    residential: true,
    platform: "luxul_router",
    owner_email: "owner@gablehouse.example",
    owner_source: "contact",
    contact_email: "owner@gablehouse.example",
    enabled: true,
    state: "ready",
    invitation: null,
    active_since: null,
    last_seen_at: null,
    revoked_at: null,
    checks: [...CHECKS],
    can_invite: true,
    granted: 5,
    devices: [...VIOLET_DEVICES],
    ...part,
  };
}

/** The same after an invitation. */
export function invited(part: Partial<VioletView> = {}): VioletView {
  return makeViolet({
    state: "invited",
    invitation: {
      id: "i1",
      email: "owner@gablehouse.example",
      invited_by: "Desk 2 <desk2@northgate.example>",
      invited_at: AT,
      expires_at: LATER,
      opened_at: null,
      used_at: null,
      revoked_at: null,
      mail: { id: "m1", state: "sent", attempts: 1, answer: "250 2.0.0 Ok: queued as 4FzQ", sent_at: AT },
    },
    ...part,
  });
}

export const SESSIONS: readonly VioletSession[] = [
  {
    id: "s1",
    owner_email: "owner@gablehouse.example",
    browser:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1",
    created_at: AT,
    last_seen_at: "2026-11-21T18:40:00Z",
  },
  {
    id: "s2",
    owner_email: "owner@gablehouse.example",
    browser: "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/131.0.0.0 Mobile Safari/537.36",
    created_at: AT,
    last_seen_at: AT,
  },
];

export const OWNER_PAGE: OwnerPageReply = {
  html: "<!DOCTYPE html><html lang='en'><body><header><h1>Gable House</h1></header><main><button>Power</button></main></body></html>",
};

export const VIOLET_SETTINGS: VioletSettings = {
  workspace: "0193b0c0-7a11-7000-8000-0b6173000001",
  public_address: "https://home.northgate.example",
  address_check: { ok: true, at: AT, message: "It answered for this workspace." },
  serving: {
    machine: "office-server",
    listen: "127.0.0.1:8443",
    https: false,
    proxy_of_command: "",
    unnamed_proxy: "",
    seen_at: AT,
    running: true,
  },
  reverse_proxy: "127.0.0.1",
  company_name: "Northgate IT",
  logo: null,
  colour: "#2a7f8f",
  colour_is_default: false,
  colour_text: "#ffffff",
  support_phone: "+44 1632 960 100",
  support_email: "help@northgate.example",
  invitation_subject: "Your home network, on your phone",
  invitation_text: "Hello {first_name},\n\nsee and switch the devices of {home} here:\n\n{link}\n\n{company}",
  invitation_is_default: true,
  placeholders: ["company", "home", "first_name", "link", "expires", "support"],
};

export const MAIL_SETTINGS: MailSettings = {
  host: "smtp.northgate.example",
  port: 465,
  encryption: "tls",
  login: "violet@northgate.example",
  password_set: true,
  sender_name: "Northgate IT",
  sender_email: "violet@northgate.example",
  test: {
    ok: true,
    at: AT,
    to: "desk2@northgate.example",
    message: "The mail server took it: 250 2.0.0 Ok: queued as 4FzP.",
  },
};

export const NO_MAIL: MailSettings = {
  host: "",
  port: 465,
  encryption: "tls",
  login: "",
  password_set: false,
  sender_name: "",
  sender_email: "",
  test: null,
};

export const OUTBOX: readonly OutgoingMail[] = [
  {
    id: "m3",
    kind: "invitation",
    agent: "a3",
    agent_name: "Orchard Cottage",
    recipient: "someone@orchard.example",
    state: "waiting",
    attempts: 2,
    answer: "451 4.7.1 Greylisting in action, please come back later",
    created_at: AT,
    next_attempt_at: "2026-11-21T09:27:00Z",
    sent_at: null,
  },
  {
    id: "m2",
    kind: "code",
    agent: "a1",
    agent_name: "Gable House",
    recipient: "owner@gablehouse.example",
    state: "sent",
    attempts: 1,
    answer: "250 2.0.0 Ok: queued as 4FzQ",
    created_at: AT,
    next_attempt_at: null,
    sent_at: AT,
  },
  {
    id: "m1",
    kind: "invitation",
    agent: "a4",
    agent_name: "Mill Lane 12",
    recipient: "nobody@mill-lane.example",
    state: "failed",
    attempts: 1,
    answer: "550 5.1.1 The email account that you tried to reach does not exist",
    created_at: AT,
    next_attempt_at: null,
    sent_at: null,
  },
];

export function overviewRow(
  agent: string,
  agent_name: string,
  state: AccessState,
  part: Partial<VioletOverviewRow> = {},
): VioletOverviewRow {
  const isInvited = state === "invited" || state === "expired" || state === "active";
  return {
    agent,
    agent_name,
    owner_email: state === "no_email" ? "" : `owner@${agent_name.toLowerCase().replaceAll(/[^a-z]+/g, "")}.example`,
    state,
    invited_at: isInvited ? AT : null,
    expires_at: isInvited ? LATER : null,
    opened_at: state === "active" ? AT : null,
    mail: isInvited ? "sent" : null,
    last_seen_at: state === "active" ? AT : null,
    granted: state === "no_email" ? 0 : 4,
    ...part,
  };
}

export const OVERVIEW: readonly VioletOverviewRow[] = [
  overviewRow("a1", "Gable House", "invited"),
  overviewRow("a2", "Orchard Cottage", "active"),
  overviewRow("a3", "Mill Lane 12", "expired"),
  overviewRow("a4", "Station Road 4", "ready"),
  overviewRow("a5", "The Old Rectory at Upper Slaughter with its gardens, stables and pool house", "no_email"),
  overviewRow("a6", "Quay House", "invited", { opened_at: AT }),
  overviewRow("a7", "Beech Grove", "revoked"),
  overviewRow("a8", "Hillside", "disabled"),
];
