import { Modal } from "@mantine/core";
import { Button, KeyBar, KeyHint, MatchLetter, type MatchLetterState } from "../../../components";

const states: readonly MatchLetterState[] = [
  "automatic",
  "confirmed",
  "proposed",
  "review",
  "frozen",
  "unmatched",
  "ignored",
];

interface BarProps {
  /** The states that occur; the others only stand among all keys. */
  present: ReadonlySet<MatchLetterState>;
  onHelp: () => void;
}

/** The keys of the page and the letters of its rows. */
export function MatchingKeyBar({ present, onHelp }: BarProps) {
  return (
    <KeyBar>
      <KeyHint keys={["↑", "↓"]}>move</KeyHint>
      <KeyHint keys="Enter">match</KeyHint>
      <KeyHint keys="P">pick</KeyHint>
      <KeyHint keys="X">unlink</KeyHint>
      <KeyHint keys="I">ignore</KeyHint>
      <KeyHint keys="/">search</KeyHint>
      <Button kind="quiet" small onClick={onHelp}>
        <KeyHint keys="?">keys</KeyHint>
      </Button>
      <span className="end row legend">
        {states
          .filter((state) => present.has(state))
          .map((state) => (
            <MatchLetter key={state} state={state} withWord />
          ))}
      </span>
    </KeyBar>
  );
}

const keys: ReadonlyArray<readonly [readonly string[], string]> = [
  [["↑", "↓"], "Move to the row above or below"],
  [["Home", "End"], "Move to the first or last row"],
  [["Enter"], "Confirm a proposed match; open or close a review"],
  [["1", "…", "9"], "Choose a candidate in the open review"],
  [["P"], "Pick a configuration from the whole list"],
  [["X"], "Unlink, or dismiss a proposal"],
  [["I"], "Ignore the device, or take it back"],
  [["Space"], "Select or clear a proposed row"],
  [["Shift", "Enter"], "Match everything selected"],
  [["/"], "Search for any value"],
  [["Esc"], "Close what is open"],
];

/** All keys, with what each does. */
export function KeysDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keys in Matching" closeButtonProps={{ "aria-label": "Close" }}>
      <dl className="keys">
        {keys.map(([names, what]) => (
          <div className="row" key={what}>
            <dt>
              <KeyHint keys={names} />
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <h3 className="keys-title">Letters</h3>
      <div className="row wrap-row legend">
        {states.map((state) => (
          <MatchLetter key={state} state={state} withWord />
        ))}
      </div>
    </Modal>
  );
}
