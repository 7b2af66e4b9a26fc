import { useEffect, useState } from "react";
import { Button } from "./Button";

const SHOWN = 1600;

interface CopyTextProps {
  text: string;
  mono?: boolean;
  /** Only the button: the text stands beside it already. */
  bare?: boolean;
}

/** A text that has to arrive elsewhere character by character, with the button that copies it. */
export function CopyText({ text, mono = true, bare }: CopyTextProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = window.setTimeout(() => setCopied(false), SHOWN);
    return () => window.clearTimeout(timer);
  }, [copied]);
  const button = (
    <Button
      small
      iconOnly
      kind="quiet"
      icon={copied ? "check" : "copy"}
      aria-label={copied ? `Copied: ${text}` : `Copy ${text}`}
      // Without a clipboard the text can still be selected by hand.
      onClick={() => void navigator.clipboard?.writeText(text).then(() => setCopied(true))}
    />
  );
  if (bare) return button;
  return (
    <span className="copytext">
      <span className={mono ? "mono" : "md"}>{text}</span>
      {button}
    </span>
  );
}
