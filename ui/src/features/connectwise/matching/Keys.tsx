import { Modal } from "@mantine/core";
import { Button, KeyBar, KeyHint, MatchLetter, type MatchLetterState, MOD } from "../../../components";

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
      <KeyHint keys="X">unlink</KeyHint>
      <KeyHint keys="C">create</KeyHint>
      <KeyHint keys="P">pick</KeyHint>
      <KeyHint keys="I">ignore</KeyHint>
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
  [["Enter"], "Confirm a proposed match; open or close a comparison"],
  [["V"], "View both sides, value by value"],
  [["1", "…", "9"], "Choose a candidate in the open comparison"],
  [["X"], "Unlink; under review or proposed: none of these"],
  [[MOD, "Z"], "Undo the last unlink"],
  [["C"], "Create a configuration for an unmatched device"],
  [["P"], "Pick a configuration from the whole list"],
  [["I"], "Ignore the device, or take it back"],
  [["S"], "Set the configuration of a device that is gone inactive"],
  [["R"], "Replace a device that is gone by another"],
  [["Space"], "Select or clear a row that waits"],
  [["Shift", "Enter"], "Match everything selected; under Proposed, everything shown"],
  [["/"], "Search for any value"],
  [["Esc"], "Close what is open"],
];

/** All keys, with what each does. */
export function KeysDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size={640}
      title="Keys in Matching"
      closeButtonProps={{ "aria-label": "Close" }}
    >
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
