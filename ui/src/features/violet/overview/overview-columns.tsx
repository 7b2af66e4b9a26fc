import type { MailState, VioletOverviewRow } from "../../../backend/generated";
import { type Column, formatNumber, Icon, Time } from "../../../components";
import { AccessBadge } from "../AccessBadge";

const MAIL_WORD: Record<MailState, string> = {
  waiting: "mail on its way",
  sent: "not opened",
  failed: "mail not delivered",
  cancelled: "mail cancelled",
};

/** What stands below the time of the invitation. */
function Reached({ row }: { row: VioletOverviewRow }) {
  if (row.opened_at !== null) {
    return (
      <>
        opened <Time at={row.opened_at} />
      </>
    );
  }
  if (row.mail === null) return "not opened";
  if (row.mail !== "failed") return MAIL_WORD[row.mail];
  return (
    <span className="c-bad row g4">
      <Icon name="error" size="s" />
      {MAIL_WORD.failed}
    </span>
  );
}

const NONE = <span className="d">–</span>;

/** The columns of the overview. */
export const OVERVIEW_COLUMNS: readonly Column<VioletOverviewRow>[] = [
  {
    key: "agent",
    title: "Agent",
    least: 170,
    render: (row) => <span className="el md block">{row.agent_name}</span>,
  },
  {
    key: "owner",
    title: "Owner",
    least: 170,
    render: (row) => row.owner_email || <span className="empty">none</span>,
  },
  { key: "state", title: "State", width: 128, render: (row) => <AccessBadge state={row.state} /> },
  {
    key: "granted",
    title: "Granted",
    width: 84,
    align: "right",
    render: (row) => (row.granted === 0 ? <span className="d">0</span> : formatNumber(row.granted)),
  },
  {
    key: "invited",
    title: "Invited",
    width: 148,
    render: (row) =>
      row.invited_at === null ? (
        NONE
      ) : (
        <>
          <Time at={row.invited_at} withClock />
          <span className="sub2">
            <Reached row={row} />
          </span>
        </>
      ),
  },
  {
    key: "expires",
    title: "Expires",
    width: 116,
    optional: 2,
    render: (row) =>
      row.expires_at === null || row.state === "active" ? NONE : <Time at={row.expires_at} withClock />,
  },
  {
    key: "seen",
    title: "Last seen",
    width: 132,
    optional: 1,
    render: (row) =>
      row.last_seen_at === null ? <span className="d">never</span> : <Time at={row.last_seen_at} withClock />,
  },
];
