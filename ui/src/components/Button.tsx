import type { ButtonHTMLAttributes, Ref } from "react";
import { Icon, type IconName } from "./icons";

type Kind = "default" | "primary" | "danger" | "danger-outline" | "quiet" | "link";

const CLASS: Record<Kind, string> = {
  default: "",
  primary: "pri",
  danger: "dan",
  "danger-outline": "dano",
  quiet: "quiet",
  link: "link",
};

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: Kind;
  icon?: IconName;
  small?: boolean;
  /** Shows the turning icon and refuses clicks; the words stay. */
  busy?: boolean;
  /** A button with an icon only; it needs an aria-label. */
  iconOnly?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({
  kind = "default",
  icon,
  small,
  busy,
  iconOnly,
  className,
  children,
  disabled,
  title,
  ...rest
}: ButtonProps) {
  const classes = ["btn", CLASS[kind], small && "xs", iconOnly && "ico", className].filter(Boolean).join(" ");
  return (
    <button
      type="button"
      className={classes}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      title={title ?? (iconOnly ? rest["aria-label"] : undefined)}
      {...rest}
    >
      {busy ? <Icon name="spin" /> : icon ? <Icon name={icon} /> : null}
      {children}
    </button>
  );
}
