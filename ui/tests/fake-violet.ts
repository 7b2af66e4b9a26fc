/** What the core answers about Violet and outgoing mail, as far as pages see it. */
import type {
  AccessState,
  VioletGrant,
  VioletGrantReply,
  VioletLeft,
  VioletOverviewRow,
  VioletSettings,
  VioletSwitch,
  VioletView,
} from "../src/backend/generated";
import type { Answers, FakeBackend } from "./fake-backend";
import {
  AT,
  invited,
  makeViolet,
  NO_MAIL,
  OUTBOX,
  OVERVIEW,
  OWNER_PAGE,
  SESSIONS,
  VIOLET_SETTINGS,
} from "./fake-violet-data";

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
    violet_see_as_owner: () => OWNER_PAGE,
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
