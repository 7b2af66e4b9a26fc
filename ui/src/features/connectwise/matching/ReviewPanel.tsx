import { Badge, Button, Icon, KeyHint } from "../../../components";
import { type ComparedCell, compareLines } from "./compare";
import type { MatchingRow } from "./rows";

interface Props {
  row: MatchingRow;
  busy: boolean;
  onChoose: (configuration: number) => void;
}

const looks = {
  agrees: { className: "agree", icon: "check", label: "agrees" },
  contradicts: { className: "contra", icon: "close", label: "contradicts" },
} as const;

function Cell({ cell, mono }: { cell: ComparedCell; mono: boolean }) {
  const look = cell.verdict === "neither" ? null : looks[cell.verdict];
  return (
    <td className={look?.className}>
      <span className={look === null ? "row g6 d" : "row g6"}>
        {look === null ? <span className="cmp-gap" /> : <Icon name={look.icon} size="xs" label={look.label} />}
        <span className={mono && cell.value !== "" ? "el mono" : "el"} title={cell.value}>
          {cell.value === "" ? "empty" : cell.value}
        </span>
      </span>
    </td>
  );
}

/** What can be done besides the buttons. */
function Hint({ row }: { row: MatchingRow }) {
  switch (row.state) {
    case "frozen":
      return <KeyHint keys="X">unlink it</KeyHint>;
    case "confirmed":
    case "automatic":
      return row.words;
    default:
      return <KeyHint keys="X">{row.candidates.length === 1 ? "not this one" : "none of these"}</KeyHint>;
  }
}

/** The device and its candidates side by side, so that a person can decide without opening anything else. */
export function ReviewPanel({ row, busy, onChoose }: Props) {
  const lines = compareLines(row.device, row.candidates);
  return (
    <div className="cmp-scroll">
      <table className="cmp" style={{ minWidth: 260 + 200 * row.candidates.length }}>
        <caption className="sr">Candidates for {row.device.name}</caption>
        <thead>
          <tr>
            <td style={{ width: 104 }} />
            <th scope="col">
              <span className="row g6">
                <span className="el md" title={row.device.name}>
                  {row.device.name}
                </span>
                <span className="d">the device</span>
              </span>
            </th>
            {row.candidates.map((candidate, index) => (
              <th scope="col" key={candidate.id}>
                <span className="row g6">
                  <span className="lt">{index + 1}</span>
                  <span className="el md" title={candidate.configuration?.name}>
                    {candidate.configuration?.name ?? `Configuration ${candidate.id}`}
                  </span>
                  {candidate.configuration === null ? (
                    <span className="el d">not in the list</span>
                  ) : (
                    <span className="el d">
                      {[candidate.configuration.type, candidate.configuration.status].filter(Boolean).join(", ")}
                    </span>
                  )}
                  {candidate.configuration?.active === false && (
                    <Badge tone="dashed" icon="clock">
                      Inactive
                    </Badge>
                  )}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.label}>
              <th scope="row">{line.label}</th>
              <td>
                <span
                  className={[
                    "el block",
                    line.mono && line.device !== "" ? "mono" : "",
                    line.device === "" ? "d" : "",
                  ].join(" ")}
                  title={line.device}
                >
                  {line.device === "" ? (line.label === "Site" ? "–" : "empty") : line.device}
                </span>
              </td>
              {line.cells.map((cell, index) => (
                <Cell key={row.candidates[index]?.id} cell={cell} mono={line.mono} />
              ))}
            </tr>
          ))}
          <tr className="pick">
            <td />
            <td className="d">
              <Hint row={row} />
            </td>
            {row.candidates.map((candidate, index) => (
              <td key={candidate.id}>
                {row.state === "confirmed" && row.match?.configuration === candidate.id ? (
                  <span className="row g6 c-ok">
                    <Icon name="check" size="xs" /> Matched
                  </span>
                ) : (
                  <Button small disabled={busy} onClick={() => onChoose(candidate.id)}>
                    {row.state === "automatic" && row.match?.configuration === candidate.id
                      ? "Confirm"
                      : `Match ${index + 1}`}
                    {index < 9 && <kbd className="kbd">{index + 1}</kbd>}
                  </Button>
                )}
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </div>
  );
}
