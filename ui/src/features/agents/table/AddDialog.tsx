import { Modal } from "@mantine/core";
import { useState } from "react";
import type { AgentDetail, AgentSummary } from "../../../backend/generated";
import { useAddAgent, useDuplicateAgent } from "../../../backend/queries";
import { Button, checkEmail, ErrorState, notifyDone, TextAreaField, TextField } from "../../../components";
import { KeptNote, useKeptForm, useWorkspaceDraft } from "./kept-form";

interface AddProps {
  opened: boolean;
  /** The page of the new agent comes next. */
  onAdded(agent: AgentDetail): void;
  onClose(): void;
}

/** The fields that are asked for, by key. */
const NOTHING = {
  name: "",
  customer_id: "",
  contract_id: "",
  "contact.first_name": "",
  "contact.last_name": "",
  "contact.email": "",
  "contact.phones": "",
  note: "",
};
type Values = typeof NOTHING;

/** What was filled in, without blanks around. */
function filled(values: Values): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values)
      .map(([key, value]): [string, string] => [key, value.trim()])
      .filter(([, value]) => value !== ""),
  );
}

function AddForm({ draftKey, onAdded, onClose }: AddProps & { draftKey: string }) {
  const form = useKeptForm(draftKey, NOTHING);
  const values = form.value;
  const [wrong, setWrong] = useState<string | null>(null);
  const add = useAddAgent();
  const field = (key: keyof Values) => ({
    value: values[key],
    onChange: (value: string) => form.change({ ...values, [key]: value }),
    autoComplete: "off",
  });
  const checkTyped = (): string | null => {
    const problem = checkEmail(values["contact.email"]);
    setWrong(problem);
    return problem;
  };
  const name = values.name.trim();
  return (
    <form
      className="col g12"
      onSubmit={(event) => {
        event.preventDefault();
        if (name === "" || add.isPending || checkTyped() !== null) return;
        add
          .mutateAsync(
            { values: filled(values) },
            {
              onSuccess: (agent) => {
                notifyDone(`Added ${agent.name}`);
                onAdded(agent);
              },
            },
          )
          // Also where the dialog was closed meanwhile: what was added must not be offered again.
          .then(form.drop, () => undefined);
      }}
    >
      <p className="m">
        For a network without an agent that reports, such as one that is being set up. Only the name is needed; the rest
        can follow on its page.
      </p>
      <KeptNote since={form.keptSince} />
      <TextField label="Agent name" {...field("name")} autoFocus required />
      <div className="f2">
        <TextField label="Customer ID" {...field("customer_id")} />
        <TextField label="Contract ID" {...field("contract_id")} />
        <TextField label="First name" {...field("contact.first_name")} />
        <TextField label="Last name" {...field("contact.last_name")} />
        <TextField
          label="Contact e-mail"
          {...field("contact.email")}
          type="email"
          error={wrong}
          onBlur={() => void checkTyped()}
        />
        <TextField label="Phone number" {...field("contact.phones")} type="tel" />
      </div>
      <TextAreaField label="Note" {...field("note")} rows={2} />
      {add.error ? <ErrorState title="The agent was not added" error={add.error} /> : null}
      <div className="dialog-foot">
        <Button
          onClick={() => {
            form.drop();
            onClose();
          }}
        >
          Cancel
        </Button>
        <Button type="submit" kind="primary" icon="plus" busy={add.isPending} disabled={name === ""}>
          Add agent
        </Button>
      </div>
    </form>
  );
}

/** Adds an agent that no source reports. */
export function AddDialog(props: AddProps) {
  const draftKey = useWorkspaceDraft("agents_add");
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title="Add an agent"
      closeButtonProps={{ "aria-label": "Close" }}
      closeOnClickOutside={false}
    >
      {props.opened && draftKey !== null ? <AddForm {...props} draftKey={draftKey} /> : null}
    </Modal>
  );
}

interface DuplicateProps {
  /** The agent to be like. */
  agent: AgentSummary | null;
  onAdded(agent: AgentDetail): void;
  onClose(): void;
}

function DuplicateForm({ agent, onAdded, onClose }: DuplicateProps & { agent: AgentSummary }) {
  const [name, setName] = useState(`${agent.name} (copy)`);
  const duplicate = useDuplicateAgent();
  return (
    <form
      className="col g12"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === "" || duplicate.isPending) return;
        duplicate.mutate(
          { agent: agent.id, name: name.trim() },
          {
            onSuccess: (made) => {
              notifyDone(`Added ${made.name}`);
              onAdded(made);
            },
          },
        );
      }}
    >
      <p>
        The new agent gets customer, contract, plan, contact, note and tags of {agent.name}. Devices, location and
        company link are not taken over: they belong to one network.
      </p>
      <TextField label="Name of the new agent" value={name} onChange={setName} autoComplete="off" autoFocus required />
      {duplicate.error ? <ErrorState title="The agent was not duplicated" error={duplicate.error} /> : null}
      <div className="dialog-foot">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="primary" icon="copy" busy={duplicate.isPending} disabled={name.trim() === ""}>
          Duplicate agent
        </Button>
      </div>
    </form>
  );
}

/** Adds an agent for another network of the same customer. */
export function DuplicateDialog(props: DuplicateProps) {
  const { agent } = props;
  return (
    <Modal
      opened={agent !== null}
      onClose={props.onClose}
      title={agent === null ? "" : `Duplicate ${agent.name}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {agent === null ? null : <DuplicateForm {...props} agent={agent} />}
    </Modal>
  );
}
