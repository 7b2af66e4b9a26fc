import { type CSSProperties, useState } from "react";
import type { VioletPreview, VioletSettings } from "../../../backend/generated";
import { useInvitationPreview } from "../../../backend/queries";
import { ErrorState, Loading, SegmentedFilter } from "../../../components";

interface Props {
  settings: VioletSettings;
  subject: string;
  text: string;
}

/** The mail as it would arrive, while it is written. */
export function InvitationPreview({ settings, subject, text }: Props) {
  const [shape, setShape] = useState<"page" | "plain">("page");
  const preview = useInvitationPreview({ subject, text });
  return (
    <section className="col g8" aria-label="Preview">
      <div className="row">
        <span className="flabel">Preview</span>
        <span className="end">
          <SegmentedFilter
            small
            label="Shape of the preview"
            value={shape}
            onChange={setShape}
            segments={[
              { value: "page", label: "As a page" },
              { value: "plain", label: "Plain text" },
            ]}
          />
        </span>
      </div>
      {preview.error ? (
        <ErrorState title="There is no preview of this text" error={preview.error} />
      ) : preview.data === undefined ? (
        <Loading what="the preview" />
      ) : (
        <div className="mail">
          <dl className="dl">
            <dt>From</dt>
            <dd>{preview.data.from || <span className="empty">no sender yet</span>}</dd>
            <dt>To</dt>
            <dd>{preview.data.to}</dd>
            <dt>Subject</dt>
            <dd className="md">{preview.data.subject}</dd>
          </dl>
          {shape === "page" ? (
            <Page preview={preview.data} settings={settings} />
          ) : (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled with the keyboard.
            <section className="mail-plain" tabIndex={0} aria-label="Plain text">
              {preview.data.text}
            </section>
          )}
        </div>
      )}
    </section>
  );
}

/** The page of the mail, drawn from its paragraphs: a mail's own markup is never shown in this window. */
function Page({ preview, settings }: { preview: VioletPreview; settings: VioletSettings }) {
  const button: CSSProperties = { background: settings.colour, color: settings.colour_text };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long mail is scrolled with the keyboard.
    <article className="mail-page" tabIndex={0} aria-label="As a page">
      {keyed(preview.paragraphs).map(({ key, text }) =>
        text === preview.link ? (
          <p key={key}>
            <span className="mail-button" style={button}>
              Open Violet
            </span>
            <span className="mail-address">{text}</span>
          </p>
        ) : (
          <p key={key}>{text}</p>
        ),
      )}
    </article>
  );
}

/** Paragraphs with their place as a key: two may say the same. */
const keyed = (paragraphs: readonly string[]): { key: string; text: string }[] =>
  paragraphs.map((text, index) => ({ key: `${index}`, text }));
