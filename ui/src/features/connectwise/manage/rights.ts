/** The rights of the API member in words: what each is for, and what goes wrong without it. */
import type { RightView, RightWarning } from "../../../backend/generated";

export interface RightWords {
  /** What Sitebook needs it for. */
  need: string;
  /** What does not work without it. */
  without: string;
}

const COMPANIES = "Companies > Company Maintenance";
const CONFIGURATIONS = "Companies > Configurations";
const TABLES = "System > Table Setup";

/** In the order of ConnectWise's form for security roles. */
const words: Record<string, RightWords> = {
  [`${COMPANIES}: Inquire All`]: {
    need: "Lists companies and their sites, for linking",
    without: "No agent can be linked to a company.",
  },
  [`${CONFIGURATIONS}: Add All`]: {
    need: "Creates configurations for unmatched devices",
    without: "Nothing can be created in ConnectWise.",
  },
  [`${CONFIGURATIONS}: Edit All`]: {
    need: "Writes changed values",
    without: "Each update of a sync is refused.",
  },
  [`${CONFIGURATIONS}: Inquire All`]: {
    need: "Compares devices with what ConnectWise has",
    without: "Nothing can be matched, planned or synced.",
  },
  [`${TABLES}: Add All`]: {
    need: "Adds manufacturers that ConnectWise lacks",
    without: "The vendor is not written where ConnectWise does not know it.",
  },
  [`${TABLES}: Edit All`]: {
    need: "Goes with Add; Sitebook changes no entry of a table",
    without: "Sitebook does not connect without it.",
  },
  [`${TABLES}: Inquire All`]: {
    need: "Reads types, statuses and manufacturers",
    without: "Types and vendors are unknown, so that nothing can be created.",
  },
};

const order = Object.keys(words);

/** What a right is for; none for one that is not known here, such as a refused request. */
export function rightWords(right: string): RightWords | null {
  return Object.hasOwn(words, right) ? (words[right] as RightWords) : null;
}

export interface RightsGroup {
  /** Module and function, as the form words it. */
  name: string;
  rights: readonly { right: string; level: string; granted: boolean | null }[];
}

/** By module and function, in the order of ConnectWise's form; what is not known here comes last. */
export function groupRights(rights: readonly RightView[]): RightsGroup[] {
  const rank = (right: string): number => {
    const at = order.indexOf(right);
    return at < 0 ? order.length : at;
  };
  const groups = new Map<string, { right: string; level: string; granted: boolean | null }[]>();
  for (const { right, granted } of [...rights].sort((one, other) => rank(one.right) - rank(other.right))) {
    const cut = right.indexOf(": ");
    const name = cut < 0 ? right : right.slice(0, cut);
    const row = { right, level: cut < 0 ? "" : right.slice(cut + 2), granted };
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return [...groups].map(([name, rows]) => ({ name, rights: rows }));
}

/** "7 granted", "5 granted, 1 missing, 1 not known". */
export function rightsSum(rights: readonly RightView[]): string {
  const count = (granted: boolean | null): number => rights.filter((item) => item.granted === granted).length;
  const parts = [
    [count(true), "granted"],
    [count(false), "missing"],
    [count(null), "not known"],
  ] as const;
  return parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`)
    .join(", ");
}

export interface WarningWords {
  /** Whether a sync may go wrong because of it. */
  serious: boolean;
  title: string;
  text: string;
  /** What to do. */
  advice: string;
}

/** Names in a sentence; a long list is cut. */
export function nameList(names: readonly string[], most = 6): string {
  const shown = names.slice(0, most).map((name) => `“${name}”`);
  return names.length > most ? `${shown.join(", ")} and ${names.length - most} more` : shown.join(", ");
}

export function warningWords(warning: RightWarning): WarningWords {
  switch (warning.kind) {
    case "types_hidden": {
      const { hidden, visible, total } = warning;
      const names = hidden.length > 0 ? `: ${nameList(hidden)}` : "";
      return {
        serious: true,
        title: `The role hides ${total - visible} of ${total} configuration types`,
        text: `Configurations of hidden types look as if they did not exist${names}. Their devices find no match, and creating them would make duplicates.`,
        advice: "In the security role, beside Companies > Configurations, press Customize and allow all types.",
      };
    }
    case "level_my":
      return {
        serious: true,
        title: `${warning.right.replace(/ All$/, "")} is set to My, not to All`,
        text: "ConnectWise then leaves out the records of others without saying so. What is left out looks deleted.",
        advice: "Set the level to All in the security role.",
      };
    case "may_delete":
      return {
        serious: false,
        title: "The role may delete configurations",
        text: "Sitebook never deletes anything in ConnectWise, so the right is of no use.",
        advice: "Set Delete to None in the security role, to be on the safe side.",
      };
    case "not_readable":
      return {
        serious: false,
        title: "ConnectWise does not tell the rights of this API member",
        text: "They were found out by reading each table once. Add and Edit only show when something is written.",
        advice: "Compare the role with the help for connecting. If a write is refused later, the right is named then.",
      };
  }
}
