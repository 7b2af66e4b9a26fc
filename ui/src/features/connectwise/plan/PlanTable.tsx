import { Badge, Button, formatField, Icon } from "../../../components";
import { Spacer } from "../Spacer";
import { useRowWindow } from "../useRowWindow";
import { isMonospaceField, reasonWords } from "../words";
import { Difference, WrittenTo } from "./Difference";
import { groupSummary, type PlanGroup, type PlanLine } from "./group";

interface Props {
  lines: readonly PlanLine[];
  /** Folds or unfolds a record; left out where the table only shows. */
  onFold?: (key: string) => void;
}

function RecordLine({ group, open, onFold }: { group: PlanGroup; open: boolean; onFold: (() => void) | undefined }) {
  const skippedOnly = group.updates.length === 0;
  return (
    <tr className={skippedOnly ? "rec off" : "rec"}>
      <td colSpan={2}>
        <span className="row g6">
          {onFold && (
            <Button
              kind="quiet"
              small
              iconOnly
              icon={open ? "down" : "right"}
              aria-expanded={open}
              aria-label={`${open ? "Fold" : "Unfold"} ${group.deviceName}`}
              onClick={onFold}
            />
          )}
          <span className="el md" title={group.deviceName}>
            {group.deviceName}
          </span>
          {group.configurationName !== "" && (
            <>
              <Icon name="swap" size="s" label="and" className="d" />
              <span className="el" title={group.configurationName}>
                {group.configurationName}
              </span>
            </>
          )}
        </span>
      </td>
      <td colSpan={2} className={skippedOnly ? "d" : "m"}>
        {groupSummary(group)}
      </td>
    </tr>
  );
}

function ValueLine({ line }: { line: Exclude<PlanLine, { kind: "record" }> }) {
  if (line.kind === "create") {
    return (
      <tr className="rec">
        <td colSpan={2}>
          <span className="row g6">
            <span className="el md">{line.create.device_source_id}</span>
            <Icon name="swap" size="s" label="and" />
            <span className="el">new configuration</span>
          </span>
        </td>
        <td className="m">create</td>
        <td>
          <Badge tone="accent" icon="plus">
            Create
          </Badge>
        </td>
      </tr>
    );
  }
  if (line.kind === "skip") {
    const { skip } = line;
    const why = skip.message || reasonWords(skip.reason).text;
    return (
      <tr className="fl off">
        <td className="el plan-field">{skip.field === "" ? "Whole record" : formatField(skip.field)}</td>
        <td className="d">skipped</td>
        <td colSpan={2}>
          <span className="row g6">
            <Icon name="minus" size="xs" />
            <span className="el" title={`${why} (${skip.reason})`}>
              {why}
            </span>
          </span>
        </td>
      </tr>
    );
  }
  const { update } = line;
  const why = reasonWords(update.conflict_reason).text;
  return (
    <tr className="fl">
      <td className="el plan-field">{formatField(update.field)}</td>
      <td>
        <WrittenTo target={update.target} />
      </td>
      <td>
        <Difference
          from={update.from}
          to={update.to}
          conflict={update.conflict}
          mono={isMonospaceField(update.field)}
        />
      </td>
      <td>
        {update.conflict ? (
          <span className="row g6">
            <Badge tone="warn" icon="warn">
              Conflict
            </Badge>
            <span className="el m t12" title={why}>
              {why}
            </span>
          </span>
        ) : (
          update.target === "local" && <span className="m t12">kept here as own value</span>
        )}
      </td>
    </tr>
  );
}

/** Every value of the plan, grouped by record. */
export function PlanTable({ lines, onFold }: Props) {
  const rows = useRowWindow(
    lines.length,
    (index) => (lines[index]?.kind === "record" || lines[index]?.kind === "create" ? 34 : 32),
    (index) => lines[index]?.key ?? String(index),
  );
  return (
    <div className="grid" ref={rows.scroller}>
      <table className="tbl dense plan" aria-label="Plan">
        <colgroup>
          <col style={{ width: 220 }} />
          <col style={{ width: 130 }} />
          <col />
          <col style={{ width: "28%" }} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Record, field</th>
            <th scope="col">Written to</th>
            <th scope="col">
              Now <Icon name="to" /> then
            </th>
            <th scope="col">Remark</th>
          </tr>
        </thead>
        <tbody>
          <Spacer height={rows.before} columns={4} />
          {rows.items.map((item) => {
            const line = lines[item.index];
            if (line === undefined) {
              return null;
            }
            return line.kind === "record" ? (
              <RecordLine
                key={item.key}
                group={line.group}
                open={line.open}
                onFold={onFold && (() => onFold(line.key))}
              />
            ) : (
              <ValueLine key={item.key} line={line} />
            );
          })}
          <Spacer height={rows.after} columns={4} />
        </tbody>
      </table>
    </div>
  );
}
