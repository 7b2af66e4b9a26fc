import { Link } from "wouter";
import type { VioletCheck, VioletCheckKind, VioletCheckState } from "../../../backend/generated";
import { Icon, type IconName } from "../../../components";

const LOOK: Record<VioletCheckState, { icon: IconName; tone: string; word: string }> = {
  ok: { icon: "check", tone: "c-ok", word: "Fine" },
  missing: { icon: "error", tone: "c-bad", word: "Missing" },
  warning: { icon: "warn", tone: "c-warn", word: "To know" },
};

/** Where what is missing can be put right; none = on this page. */
function wayTo(check: VioletCheckKind, agent: string): { to: string; title: string } | null {
  switch (check) {
    case "residential":
      return { to: `/agents/${agent}`, title: "Change kind of customer" };
    case "mail":
      return { to: "/settings/mail", title: "Mail settings" };
    case "address":
      return { to: "/settings/violet", title: "Violet settings" };
    case "owner":
    case "not_staff":
    case "block":
      return null;
  }
}

/** What has to be so before an invitation is sent. */
export function CheckList({ checks, agent }: { checks: readonly VioletCheck[]; agent: string }) {
  return (
    <section aria-labelledby="violet-checks">
      <h3 id="violet-checks" className="md">
        Before it is sent
      </h3>
      <ul className="chk">
        {checks.map(({ check, state, text }) => {
          const { icon, tone, word } = LOOK[state];
          const way = state === "ok" ? null : wayTo(check, agent);
          return (
            <li key={check}>
              <Icon name={icon} size="s" className={tone} />
              <span>
                <span className="sr">{word}: </span>
                {text}
                {way === null ? null : (
                  <>
                    {" "}
                    <Link href={way.to}>{way.title}</Link>
                  </>
                )}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
