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
  /** Shows the turning icon and refuses clicks; words and keyboard focus stay. */
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
  onClick,
  ...rest
}: ButtonProps) {
  const classes = ["btn", CLASS[kind], small && "xs", iconOnly && "ico", className].filter(Boolean).join(" ");
  return (
    <button
      type="button"
      className={classes}
      disabled={disabled}
      // Not `disabled`: that would throw the keyboard out of the button which it has just pressed.
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      title={title ?? (iconOnly ? rest["aria-label"] : undefined)}
      {...rest}
    >
      {busy ? <Icon name="spin" /> : icon ? <Icon name={icon} /> : null}
      {children}
    </button>
  );
}
