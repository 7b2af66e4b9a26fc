import { Fragment, type ReactNode, useEffect, useState } from "react";
import { Button } from "./Button";

const SHOWN = 1600;

interface CopyTextProps {
  text: string;
  mono?: boolean;
  /** The text is a command. */
  command?: boolean;
  /** Only the button: the text stands beside it already. */
  bare?: boolean;
}

/** The words of a command, none of which is broken at its hyphens: `--` at the end of a line means something else. */
function unbroken(text: string): ReactNode {
  const words = text.split(" ");
  return words.map((word, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the words of a text have no other name, and never change places.
    <Fragment key={at}>
      {at === 0 ? "" : " "}
      <span className="copytext-word">{word}</span>
    </Fragment>
  ));
}

/** A text that has to arrive elsewhere character by character, with the button that copies it. */
export function CopyText({ text, mono = true, command, bare }: CopyTextProps) {
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
      <span className={mono ? "mono" : "md"}>{command ? unbroken(text) : text}</span>
      {button}
    </span>
  );
}
