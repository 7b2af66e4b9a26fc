import type { SyncTarget } from "../../../backend/generated";
import { Icon } from "../../../components";

interface Props {
  from: string;
  to: string;
  conflict: boolean;
  mono: boolean;
}

function shown(value: string, mono: boolean): string {
  return mono && value !== "" ? " mono" : "";
}

/** The old value struck through, an arrow, and the value that would be written. */
export function Difference({ from, to, conflict, mono }: Props) {
  return (
    <span className={conflict ? "diff conf" : "diff"}>
      {from === "" ? (
        <span className="old none">empty</span>
      ) : (
        <del className={`old el${shown(from, mono)}`} title={from}>
          {from}
        </del>
      )}
      <Icon name="to" size="xs" label="becomes" />
      <ins className={`new el${shown(to, mono)}`} title={to}>
        {to === "" ? "empty" : to}
      </ins>
    </span>
  );
}

const SIDES: Record<SyncTarget, string> = { connectwise: "ConnectWise", local: "Sitebook", source: "Source" };

/** Which side is written: an arrow to the right leaves for ConnectWise, one to the left comes from there. */
export function WrittenTo({ target }: { target: SyncTarget }) {
  return (
    <span className="dir">
      <Icon name={target === "connectwise" ? "to" : "from"} />
      {SIDES[target]}
    </span>
  );
}
