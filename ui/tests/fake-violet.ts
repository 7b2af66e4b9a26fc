/** Violet and outgoing mail, as far as pages see them. */
import type {
  AccessState,
  Ineligible,
  MailSettings,
  OutgoingMail,
  OwnerView,
  VioletCheck,
  VioletDeviceView,
  VioletGrant,
  VioletGrantReply,
  VioletLeft,
  VioletOverviewRow,
  VioletSession,
  VioletSettings,
  VioletSwitch,
  VioletView,
} from "../src/backend/generated";
import type { Answers, FakeBackend } from "./fake-backend";

const AT = "2026-11-21T09:12:00Z";
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
    browser: "Safari on iPhone",
    created_at: AT,
    last_seen_at: "2026-11-21T18:40:00Z",
  },
  {
    id: "s2",
    owner_email: "owner@gablehouse.example",
    browser: "Chrome on Android",
    created_at: AT,
    last_seen_at: AT,
  },
];

export const OWNER_VIEW: OwnerView = {
  company: {
    name: "Northgate IT",
    colour: "#0b6173",
    colour_text: "#ffffff",
    has_logo: false,
    support_phone: "+44 1632 960 100",
    support_email: "help@northgate.example",
  },
  owner_email: "owner@gablehouse.example",
  networks: [
    {
      agent: "a1",
      name: "Gable House",
      online: true,
      devices: [
        {
          id: "living-room-tv",
          name: "Living room TV",
          kind: "tv",
          online: true,
          power: { acts: ["on", "off", "cycle"], hindrance: "" },
          block: { blocked: false, hindrance: "Northgate IT cannot block the internet here yet." },
        },
        { id: "kitchen-speaker", name: "Kitchen speaker", kind: "speaker", online: true, power: null, block: null },
        { id: "tablet", name: "Tablet, upstairs", kind: "tablet", online: null, power: null, block: null },
        {
          id: "amplifier",
          name: "Cinema amplifier",
          kind: "audio",
          online: false,
          power: { acts: [], hindrance: "It cannot be reached at the moment." },
          block: null,
        },
      ],
    },
  ],
};

export const VIOLET_SETTINGS: VioletSettings = {
  workspace: "0193b0c0-7a11-7000-8000-0b6173000001",
  public_address: "https://home.northgate.example",
  address_check: { ok: true, at: AT, message: "It answered for this workspace." },
  serving: { machine: "office-server", listen: "127.0.0.1:8443", seen_at: AT, running: true },
  company_name: "Northgate IT",
  logo: null,
  colour: "#2a7f8f",
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
  test: { ok: true, at: AT, to: "desk2@northgate.example", message: "250 2.0.0 Ok: queued as 4FzP" },
};

const NO_MAIL: MailSettings = {
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

const isNeverOpened = (row: VioletOverviewRow): boolean =>
  (row.state === "invited" || row.state === "expired") && row.opened_at === null;

/** Gives or takes one switch, with what it implies; what cannot be given is left and named. */
function granted(
  view: VioletView,
  ids: readonly string[],
  grant: VioletGrant,
  on: boolean,
): { view: VioletView; left: VioletLeft[]; changed: number } {
  const left: VioletLeft[] = [];
  let changed = 0;
  const devices = view.devices.map((device) => {
    if (!ids.includes(device.device)) return device;
    const wanted = device.switches.find((each) => each.grant === grant);
    if (!wanted || wanted.granted === on) return device;
    if (on && wanted.reason !== null) {
      const { reason, reason_text } = wanted;
      left.push({ device: device.device, name: device.name, grant, reason, reason_text });
      return device;
    }
    changed += 1;
    const follows = (each: VioletSwitch): boolean =>
      each.grant === grant || (on ? each.grant === "visible" : grant === "visible");
    const switches = device.switches.map((each) =>
      follows(each) ? { ...each, granted: on, effective: on && each.reason === null } : each,
    );
    return { ...device, switches };
  });
  const count = devices.filter(({ switches }) => switches.some((each) => each.granted)).length;
  return { view: { ...view, devices, granted: count }, left, changed };
}

/** Granting, inviting, settings and mail over one home. */
export function violetAnswers(fake: FakeBackend): Answers {
  let view = makeViolet();
  let settings: VioletSettings = { ...VIOLET_SETTINGS };
  let mail = NO_MAIL;
  let outbox = [...OUTBOX];
  let sessions = [...SESSIONS];
  const reply = ({ changed, left }: { changed: number; left: VioletLeft[] }): VioletGrantReply => ({
    changed,
    left,
    violet: view,
  });
  const outboxReply = () => ({
    waiting: outbox.filter(({ state }) => state === "waiting").length,
    failed: outbox.filter(({ state }) => state === "failed").length,
    mails: outbox,
  });
  const become = (next: VioletView): VioletView => {
    view = next;
    fake.emit({ kind: "changed" });
    return view;
  };
  return {
    violet_show: ({ agent }) => {
      // Each agent that is looked at is this home.
      view = { ...view, agent };
      return view;
    },
    violet_set: ({ owner_email, enabled }) =>
      become({
        ...view,
        ...(owner_email === undefined
          ? {}
          : {
              owner_email: owner_email === "" ? view.contact_email : owner_email,
              owner_source: owner_email === "" ? "contact" : "own",
            }),
        ...(enabled === undefined ? {} : { enabled, state: enabled ? "ready" : "disabled" }),
      }),
    violet_grant: ({ devices, grant, on }) => {
      const done = granted(view, devices, grant, on);
      become(done.view);
      return reply(done);
    },
    violet_preset: ({ preset, grants, dry_run }) => {
      const wanted = view.devices
        .filter(({ kind }) => (preset === "tvs_and_consoles" ? /tv|console/ : /^(?!router|access)/).test(kind))
        .map(({ device }) => device);
      let next = view;
      const left: VioletLeft[] = [];
      for (const grant of grants) {
        const done = granted(next, wanted, grant, true);
        next = done.view;
        left.push(...done.left);
      }
      const changed = next.devices.filter((device, index) => device !== view.devices[index]).length;
      if (!dry_run) become(next);
      return { changed, left, violet: view };
    },
    violet_invite: () => become(invited({ ...view, state: "invited", invitation: invited().invitation })),
    violet_invite_many: ({ agents }) => ({ invited: agents.length, failed: [] }),
    violet_revoke: () => become({ ...view, state: "revoked", revoked_at: AT }),
    violet_overview: ({ states, never_opened, search, offset, limit }) => {
      const found = OVERVIEW.filter(({ agent_name, owner_email }) =>
        `${agent_name} ${owner_email}`.toLowerCase().includes(search.toLowerCase()),
      );
      const rows = found.filter(
        (row) => (states.length === 0 || states.includes(row.state)) && (!never_opened || isNeverOpened(row)),
      );
      const counts = new Map<AccessState, number>();
      for (const { state } of found) counts.set(state, (counts.get(state) ?? 0) + 1);
      return {
        counts: [...counts].map(([state, agents]) => ({ state, agents })),
        never_opened: found.filter(isNeverOpened).length,
        found: rows.length,
        offset,
        rows: rows.slice(offset, offset + (limit || 200)),
      };
    },
    violet_see_as_owner: () => OWNER_VIEW,
    violet_sessions: () => ({ sessions }),
    violet_session_end: ({ session }) => {
      sessions = sessions.filter(({ id }) => id !== session);
      return { sessions };
    },
    violet_settings_show: () => settings,
    violet_settings_set: ({ logo_path, invitation_subject, invitation_text, ...rest }) => {
      settings = {
        ...settings,
        ...rest,
        ...(rest.public_address === undefined ? {} : { address_check: null }),
        ...(logo_path === undefined
          ? {}
          : { logo: logo_path === "" ? null : { media_type: "image/png", data: "iVBORw0KGgo=" } }),
        invitation_subject: invitation_subject || VIOLET_SETTINGS.invitation_subject,
        invitation_text: invitation_text || VIOLET_SETTINGS.invitation_text,
        invitation_is_default: !invitation_subject && !invitation_text,
      };
      return settings;
    },
    violet_address_check: () => {
      settings = { ...settings, address_check: { ok: true, at: AT, message: "It answered for this workspace." } };
      return settings;
    },
    violet_preview: ({ subject, text }) => {
      const link = "https://home.northgate.example/invitation/example";
      const filled = (words: string): string =>
        words
          .replaceAll("{first_name}", "Robin")
          .replaceAll("{home}", "Gable House")
          .replaceAll("{company}", settings.company_name)
          .replaceAll("{link}", link)
          .replaceAll("{expires}", "24 Nov 09:12");
      const plain = filled(text || settings.invitation_text);
      return {
        from: "Northgate IT <violet@northgate.example>",
        to: "robin@example.com",
        subject: filled(subject || settings.invitation_subject),
        text: plain,
        html: "",
        paragraphs: plain.split("\n\n"),
        link,
      };
    },
    mail_settings_show: () => mail,
    mail_settings_set: ({ password, ...rest }) => {
      mail = {
        ...rest,
        port: rest.port || (rest.encryption === "tls" ? 465 : 587),
        password_set: rest.host !== "" && (password !== "" || mail.password_set),
        test: null,
      };
      return mail;
    },
    mail_test: ({ to }) => {
      mail = { ...mail, test: { ok: true, at: AT, to, message: "250 2.0.0 Ok: queued as 4FzP" } };
      return mail;
    },
    mail_outbox: ({ state }) => {
      const all = outboxReply();
      return state === undefined ? all : { ...all, mails: all.mails.filter((each) => each.state === state) };
    },
    mail_retry: ({ mail: id }) => {
      outbox = outbox.map((each) => (each.id === id ? { ...each, state: "waiting", next_attempt_at: AT } : each));
      return outboxReply();
    },
    mail_cancel: ({ mail: id }) => {
      outbox = outbox.map((each) => (each.id === id ? { ...each, state: "cancelled", next_attempt_at: null } : each));
      return outboxReply();
    },
  };
}
