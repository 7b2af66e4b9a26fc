import { Checkbox, Popover } from "@mantine/core";
import { Button } from "./Button";

interface ColumnChoiceProps {
  /** Every column that can be shown, in the order of the table. */
  columns: readonly { key: string; title: string }[];
  shown: readonly string[];
  /** What is shown when nobody chose anything. */
  usual: readonly string[];
  onChange(shown: string[]): void;
}

/** Which columns a table shows. */
export function ColumnChoice({ columns, shown, usual, onChange }: ColumnChoiceProps) {
  const put = (key: string, on: boolean): void =>
    onChange(columns.map((column) => column.key).filter((each) => (each === key ? on : shown.includes(each))));
  const isUsual = usual.length === shown.length && usual.every((key) => shown.includes(key));
  return (
    <Popover position="bottom-end" trapFocus shadow="none">
      <Popover.Target>
        <Button icon="columns">Columns</Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns">
        <div className="column-choice">
          {columns.map((column) => (
            <Checkbox
              key={column.key}
              label={column.title}
              checked={shown.includes(column.key)}
              // A table without columns shows nothing at all.
              disabled={shown.length === 1 && shown.includes(column.key)}
              onChange={(event) => put(column.key, event.currentTarget.checked)}
            />
          ))}
          <Button small kind="quiet" disabled={isUsual} onClick={() => onChange([...usual])}>
            Usual columns
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
