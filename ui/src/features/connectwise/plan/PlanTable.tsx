import { Badge, Button, CheckBox, Icon } from "../../../components";
import { Spacer } from "../Spacer";
import { useRowWindow } from "../useRowWindow";
import { conflictMeaning, fieldName, isMonospaceField, reasonWords } from "../words";
import { Difference, WrittenTo } from "./Difference";
import { boxState, groupSummary, lineKeys, type PlanLine } from "./group";

/** What a person leaves out; left out itself where the table only shows. */
export interface Choosing {
  excluded: ReadonlySet<string>;
  /** The box of these values was pressed. */
  onToggle: (keys: readonly string[]) => void;
}

type Fold = (key: string) => void;

interface Props {
  lines: readonly PlanLine[];
  choosing?: Choosing | undefined;
  /** What a person left out of a run that has ended; only where nothing can be chosen any more. */
  excluded?: ReadonlySet<string> | undefined;
  /** Folds or unfolds a record; left out where the table only shows. */
  onFold?: Fold;
  /** Lets go of a field that an undo holds. */
  onRelease?: ((device: string, field: string) => void) | undefined;
}

type LineProps<Kind extends PlanLine["kind"]> = Omit<Props, "lines"> & { line: Extract<PlanLine, { kind: Kind }> };

/** The box at the left of a record; empty where nothing of it can be chosen. */
function RecordBox({ line, choosing, name }: { line: PlanLine; choosing: Choosing | undefined; name: string }) {
  if (choosing === undefined) {
    return null;
  }
  const keys = lineKeys(line);
  return (
    <td className="box">
      <CheckBox
        label={keys.length === 0 ? `${name} is left alone` : `Write ${name}`}
        state={keys.length === 0 ? "off" : boxState(keys, choosing.excluded)}
        disabled={keys.length === 0}
        onToggle={() => choosing.onToggle(keys)}
      />
    </td>
  );
}

/** Whether everything that a line writes was left out. */
function isOut(line: PlanLine, { choosing, excluded }: Pick<Props, "choosing" | "excluded">): boolean {
  const keys = lineKeys(line);
  const left = choosing?.excluded ?? excluded;
  return keys.length > 0 && left !== undefined && boxState(keys, left) === "off";
}

function FoldButton({ line, name, onFold }: { line: { key: string; open: boolean }; name: string; onFold: Fold }) {
  return (
    <Button
      kind="quiet"
      small
      iconOnly
      icon={line.open ? "down" : "right"}
      aria-expanded={line.open}
      aria-label={`${line.open ? "Fold" : "Unfold"} ${name}`}
      onClick={() => onFold(line.key)}
    />
  );
}

function RecordLine({ line, choosing, excluded, onFold }: LineProps<"record">) {
  const { group } = line;
  const left = lineKeys(line).length === 0 || isOut(line, { choosing, excluded });
  return (
    <tr className={left ? "rec off" : "rec"}>
      <RecordBox line={line} choosing={choosing} name={group.deviceName} />
      <td colSpan={2}>
        <span className="row g6">
          {onFold && <FoldButton line={line} name={group.deviceName} onFold={onFold} />}
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
      <td colSpan={2} className={left ? "d" : "m"}>
        {groupSummary(group, choosing?.excluded ?? excluded)}
      </td>
    </tr>
  );
}

function CreateLine({ line, choosing, excluded, onFold }: LineProps<"create">) {
  const { create } = line;
  const out = isOut(line, { choosing, excluded });
  return (
    <tr className={out ? "rec off" : "rec"}>
      <RecordBox line={line} choosing={choosing} name={create.device_name} />
      <td colSpan={2}>
        <span className={onFold ? "row g6" : "row g6 plan-create"}>
          {onFold && <FoldButton line={line} name={create.device_name} onFold={onFold} />}
          <span className="el md" title={create.device_name}>
            {create.device_name}
          </span>
          <Icon name="swap" size="s" label="and" className="d" />
          <span className="el">new configuration</span>
        </span>
      </td>
      <td className="m el" title={create.name}>
        {create.name}
      </td>
      <td>
        <span className="row g6">
          <Badge tone={out ? "neutral" : "accent"} icon="plus">
            Create
          </Badge>
          <span className="el m t12">{out ? "Excluded by you" : create.type_name}</span>
        </span>
      </td>
    </tr>
  );
}

function ValueLine({ line, choosing, excluded }: LineProps<"value">) {
  const { value } = line;
  const out =
    value.value === null || isOut({ kind: "create", key: "", create: line.create, open: true }, { choosing, excluded });
  return (
    <tr className={out ? "fl off" : "fl"}>
      {choosing && <td className="box" />}
      <td className={choosing ? "el plan-field boxed" : "el plan-field"} title={value.field}>
        {value.field}
      </td>
      <td>{value.value === null ? <span className="d">left out</span> : <WrittenTo target="connectwise" />}</td>
      <td className="el" title={value.value ?? undefined}>
        {value.value ?? <span className="d">not sent</span>}
      </td>
      <td className="m t12">{value.reason !== "" && reasonWords(value.reason).text}</td>
    </tr>
  );
}

function SkipLine({ line, choosing, onRelease }: LineProps<"skip">) {
  const { skip } = line;
  const why = skip.message || reasonWords(skip.reason).text;
  return (
    <tr className="fl off">
      {choosing && <td className="box" />}
      <td className={`el ${choosing ? "plan-field boxed" : "plan-field"}`}>
        {skip.field === "" ? "Whole record" : fieldName(skip.field)}
      </td>
      <td className="d">left alone</td>
      <td colSpan={2}>
        <span className="row g6">
          <Icon name="minus" size="xs" />
          <span className="el" title={`${why} (${skip.reason})`}>
            {why}
          </span>
          {skip.reason === "held" && onRelease && (
            <Button
              kind="link"
              aria-label={`Release ${fieldName(skip.field)} of ${skip.device_name}`}
              onClick={() => onRelease(skip.device, skip.field)}
            >
              Release
            </Button>
          )}
        </span>
      </td>
    </tr>
  );
}

function UpdateLine({ line, choosing, excluded }: LineProps<"update">) {
  const { update } = line;
  const name = fieldName(update.field);
  const out = isOut(line, { choosing, excluded });
  return (
    <tr className={out ? "fl off" : "fl"}>
      {choosing && <td className="box" />}
      <td className={choosing ? "plan-field choose" : "el plan-field"}>
        {choosing ? (
          <span className="row">
            <CheckBox
              label={`Write ${name} of ${update.device_name}`}
              state={out ? "off" : "on"}
              onToggle={() => choosing.onToggle(lineKeys(line))}
            />
            <span className="el">{name}</span>
          </span>
        ) : (
          name
        )}
      </td>
      <td>
        <WrittenTo target={update.target} />
      </td>
      <td>
        <Difference
          from={update.from}
          to={update.to}
          conflict={update.conflict && !out}
          mono={isMonospaceField(update.field)}
        />
      </td>
      <td>
        {out ? (
          <span className="t12">Excluded by you</span>
        ) : update.conflict ? (
          <span className="row g6" title={conflictMeaning(update)}>
            <Badge tone="warn" icon="warn">
              Conflict
            </Badge>
            <span className="el m t12">{reasonWords(update.conflict_reason).text}</span>
          </span>
        ) : (
          update.target === "local" && (
            <span className="m t12">
              {update.written_back ? "kept in Sitebook, and written to Domotz" : "stays in Sitebook only, as own value"}
            </span>
          )
        )}
      </td>
    </tr>
  );
}

function Line({ line, ...rest }: Omit<Props, "lines"> & { line: PlanLine }) {
  switch (line.kind) {
    case "record":
      return <RecordLine line={line} {...rest} />;
    case "create":
      return <CreateLine line={line} {...rest} />;
    case "value":
      return <ValueLine line={line} {...rest} />;
    case "skip":
      return <SkipLine line={line} {...rest} />;
    case "update":
      return <UpdateLine line={line} {...rest} />;
  }
}

/** Every value of the plan, grouped by record. */
export function PlanTable({ lines, choosing, ...rest }: Props) {
  const rows = useRowWindow(
    lines.length,
    (index) => (lines[index]?.kind === "record" || lines[index]?.kind === "create" ? 34 : 32),
    (index) => lines[index]?.key ?? String(index),
  );
  const columns = choosing ? 5 : 4;
  const shown = choosing ? lines.filter((line) => line.kind !== "record" || !line.open).flatMap(lineKeys) : [];
  return (
    <div className="grid" ref={rows.scroller} tabIndex={choosing || rest.onFold ? undefined : 0}>
      <table className={choosing ? "tbl dense plan choosing" : "tbl dense plan"} aria-label="Plan">
        <colgroup>
          {choosing && <col style={{ width: 44 }} />}
          <col style={{ width: choosing ? 196 : 220 }} />
          <col style={{ width: 130 }} />
          <col />
          <col style={{ width: "28%" }} />
        </colgroup>
        <thead>
          <tr>
            {choosing && (
              <th scope="col" className="box">
                <CheckBox
                  label="Write all that is shown"
                  state={shown.length === 0 ? "off" : boxState(shown, choosing.excluded)}
                  disabled={shown.length === 0}
                  onToggle={() => choosing.onToggle(shown)}
                />
              </th>
            )}
            <th scope="col">Record, field</th>
            <th scope="col">Written to</th>
            <th scope="col">
              Now <Icon name="to" /> then
            </th>
            <th scope="col">Remark</th>
          </tr>
        </thead>
        <tbody>
          <Spacer height={rows.before} columns={columns} />
          {rows.items.map((item) => {
            const line = lines[item.index];
            return line === undefined ? null : <Line key={item.key} line={line} choosing={choosing} {...rest} />;
          })}
          <Spacer height={rows.after} columns={columns} />
        </tbody>
      </table>
    </div>
  );
}
