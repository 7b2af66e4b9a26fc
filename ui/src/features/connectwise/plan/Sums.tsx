import type { ReactNode } from "react";
import { formatNumber, Icon, type IconName } from "../../../components";

interface SumProps {
  value: number;
  label: string;
  icon?: IconName;
  tone?: "warn" | "bad" | undefined;
}

/** One number of a summary with its word. */
export function Sum({ value, label, icon, tone }: SumProps) {
  return (
    <div className={tone === undefined ? "sum" : `sum ${tone}`}>
      <b>{formatNumber(value)}</b>
      <span className="row g4">
        {icon && <Icon name={icon} size="s" className={tone === undefined ? "d" : `c-${tone}`} />}
        {label}
      </span>
    </div>
  );
}

/** The numbers at the top, and a remark at the right. */
export function Sums({ children, note }: { children: ReactNode; note?: ReactNode }) {
  return (
    <div className="sums">
      {children}
      <div className="sumnote">{note}</div>
    </div>
  );
}
