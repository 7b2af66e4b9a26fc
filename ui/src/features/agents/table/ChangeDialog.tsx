import { Checkbox, Modal, MultiSelect, TagsInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { AgentsChangedReply, TagCount } from "../../../backend/generated";
import { useChangeAgents } from "../../../backend/queries";
import {
  Button,
  ErrorState,
  FailedList,
  formatNumber,
  Note,
  plural,
  TextAreaField,
  TextField,
} from "../../../components";
import { type ChangeWish, changeSentences, NO_CHANGE, toChangeRequest } from "./change";
import { KeptNote, useKeptForm, useWorkspaceDraft } from "./kept-form";
import { type Picked, toSelection } from "./selection";
import { useNotifyChanged } from "./useNotifyChanged";

interface Props {
  opened: boolean;
  picked: Picked;
  count: number;
  tags: readonly TagCount[];
  onDone(): void;
  onClose(): void;
}

interface TextChangeProps {
  label: string;
  value: string | null;
  onChange(value: string | null): void;
  count: number;
  first?: boolean;
}

/** A value that stays as it is until somebody ticks it. */
function TextChange({ label, value, onChange, count, first }: TextChangeProps) {
  return (
    <div className="col g4">
      <Checkbox
        label={`Change ${label}`}
        checked={value !== null}
        data-autofocus={first || undefined}
        onChange={(event) => onChange(event.currentTarget.checked ? "" : null)}
      />
      {value === null ? null : (
        <TextField
          label={`New ${label}`}
          value={value}
          onChange={onChange}
          autoComplete="off"
          hint={value.trim() === "" ? `Empty: ${label} of ${plural(count, "agent")} is cleared` : undefined}
        />
      )}
    </div>
  );
}

function Failures({ reply, onClose }: { reply: AgentsChangedReply; onClose(): void }) {
  return (
    <div className="col g12">
      <Note tone="warn">
        {plural(reply.failed.length, "agent")} not changed.{" "}
        {reply.changed === 0 ? "Nothing was changed." : `${formatNumber(reply.changed)} were changed.`}
      </Note>
      <FailedList label="Not changed" items={reply.failed.map(({ name, reason }) => ({ name, message: reason }))} />
      <div className="dialog-foot">
        <Button kind="primary" onClick={onClose}>
          Close
        </Button>
      </div>
    </div>
  );
}

function ChangeForm({ draftKey, picked, count, tags, onDone, onClose }: Props & { draftKey: string }) {
  const form = useKeptForm<ChangeWish>(draftKey, NO_CHANGE);
  const wish = form.value;
  const [reply, setReply] = useState<AgentsChangedReply | null>(null);
  const change = useChangeAgents();
  const notifyChanged = useNotifyChanged();
  const set = (part: Partial<ChangeWish>): void => form.change({ ...wish, ...part });
  const sentences = changeSentences(wish);
  const names = tags.map(({ tag }) => tag);
  if (reply !== null) return <Failures reply={reply} onClose={onClose} />;
  const submit = (): void => {
    void change
      .mutateAsync(toChangeRequest(wish, toSelection(picked)), {
        onSuccess: (answer) => {
          notifyChanged(answer);
          onDone();
          if (answer.failed.length === 0) onClose();
          else setReply(answer);
        },
      })
      // Also where the dialog was closed meanwhile: what was changed must not be offered again.
      .then(form.drop, () => undefined);
  };
  return (
    <form
      className="col g12"
      onSubmit={(event) => {
        event.preventDefault();
        if (sentences.length > 0 && !change.isPending) submit();
      }}
    >
      <KeptNote since={form.keptSince} />
      <TextChange
        label="customer ID"
        count={count}
        value={wish.customerId}
        onChange={(customerId) => set({ customerId })}
        first
      />
      <TextChange
        label="contract ID"
        count={count}
        value={wish.contractId}
        onChange={(contractId) => set({ contractId })}
      />
      <TextChange label="plan" count={count} value={wish.plan} onChange={(plan) => set({ plan })} />
      <div className="f2">
        <TagsInput
          label="Add tags"
          size="xs"
          data={names}
          value={wish.addTags}
          onChange={(addTags) => set({ addTags })}
          placeholder={wish.addTags.length === 0 ? "Type or choose, then Enter" : undefined}
          splitChars={[",", ";"]}
          acceptValueOnBlur
        />
        <MultiSelect
          label="Take tags away"
          size="xs"
          data={names}
          value={wish.removeTags}
          onChange={(removeTags) => set({ removeTags })}
          searchable
          placeholder={wish.removeTags.length === 0 ? "None" : undefined}
          nothingFoundMessage="No such tag"
        />
      </div>
      <TextAreaField
        label="Append to the note"
        value={wish.appendNote}
        onChange={(appendNote) => set({ appendNote })}
        rows={2}
        hint="Stands on a new line below what each note says now"
      />
      <Summary count={count} sentences={sentences} />
      {change.error ? <ErrorState title="The agents were not changed" error={change.error} /> : null}
      <div className="dialog-foot">
        <Button
          onClick={() => {
            form.drop();
            onClose();
          }}
        >
          Cancel
        </Button>
        <Button
          type="submit"
          kind="primary"
          busy={change.isPending}
          disabled={sentences.length === 0}
          title={sentences.length === 0 ? "Nothing is to be changed yet" : undefined}
        >
          Change {plural(count, "agent")}
        </Button>
      </div>
    </form>
  );
}

function Summary({ count, sentences }: { count: number; sentences: readonly ReactNode[] }) {
  return (
    <Note>
      {sentences.length === 0 ? (
        <>Nothing is changed yet. What is left out stays as it is for each agent.</>
      ) : (
        <>
          <b className="md">{count === 1 ? "The agent:" : `Each of the ${formatNumber(count)} agents:`}</b>
          <ul className="dots">
            {sentences.map((sentence, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: sentences have no other name, and never move.
              <li key={index}>{sentence}</li>
            ))}
          </ul>
          What is left out stays as it is. Nothing is written to ConnectWise now.
        </>
      )}
    </Note>
  );
}

/** Changes many agents at once, after saying what will be changed. */
export function ChangeDialog(props: Props) {
  const draftKey = useWorkspaceDraft("agents_change");
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={`Change ${plural(props.count, "agent")}`}
      closeButtonProps={{ "aria-label": "Close" }}
      closeOnClickOutside={false}
    >
      {props.opened && draftKey !== null ? <ChangeForm {...props} draftKey={draftKey} /> : null}
    </Modal>
  );
}
