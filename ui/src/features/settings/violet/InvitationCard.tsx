import { useDeferredValue, useState } from "react";
import type { VioletSettings } from "../../../backend/generated";
import { useSetVioletSettings } from "../../../backend/queries";
import { Button, notifyDone, notifyFailure, SavedTextarea, SavedTextField } from "../../../components";
import { InvitationPreview } from "./InvitationPreview";
import { placeholderWords } from "./words";

/** The words of the invitation, with the mail as it would be sent. */
export function InvitationCard({ settings }: { settings: VioletSettings }) {
  const set = useSetVioletSettings();
  const [subject, setSubject] = useState(settings.invitation_subject);
  const [text, setText] = useState(settings.invitation_text);
  const preview = useDeferredValue({ subject, text });
  const putBack = (): void =>
    set.mutate(
      { invitation_subject: "", invitation_text: "" },
      {
        onSuccess: () =>
          notifyDone("The invitation has Sitebook's own words again", () => {
            const { invitation_subject, invitation_text } = settings;
            set.mutate({ invitation_subject, invitation_text });
          }),
        onError: (reason) => notifyFailure("The invitation was not changed.", reason),
      },
    );
  return (
    <section className="card" aria-labelledby="invitation-title">
      <header>
        <h2 id="invitation-title">Invitation</h2>
        <span className="n">{settings.invitation_is_default ? "Sitebook's own words" : "your words"}</span>
        {settings.invitation_is_default ? null : (
          <span className="end">
            <Button small icon="undo" busy={set.isPending} onClick={putBack}>
              Use Sitebook's words
            </Button>
          </span>
        )}
      </header>
      <div className="body">
        <SavedTextField
          label="Subject"
          value={settings.invitation_subject}
          draftKey="violet/invitation_subject"
          onDraft={setSubject}
          onSave={(words) => set.mutateAsync({ invitation_subject: words.trim() })}
        />
        <SavedTextarea
          label="Text"
          rows={9}
          value={settings.invitation_text}
          draftKey="violet/invitation_text"
          onDraft={setText}
          onSave={(words) => set.mutateAsync({ invitation_text: words.trim() })}
        />
        <dl className="dl placeholder-words" aria-label="Placeholders">
          {settings.placeholders.map((placeholder) => (
            <div key={placeholder} className="dlrow">
              <dt className="mono">{`{${placeholder}}`}</dt>
              <dd>{placeholderWords(placeholder)}</dd>
            </div>
          ))}
        </dl>
        <InvitationPreview settings={settings} subject={preview.subject} text={preview.text} />
      </div>
      <footer>
        An empty line begins a paragraph. It is sent as a page and as plain text; the reader's mail program chooses.
      </footer>
    </section>
  );
}
