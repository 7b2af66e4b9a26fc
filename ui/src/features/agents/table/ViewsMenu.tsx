import { Menu, Modal } from "@mantine/core";
import { useState } from "react";
import type { AgentColumn, AgentsQuery, SavedView } from "../../../backend/generated";
import { useRemoveView, useSavedViews, useSaveView } from "../../../backend/queries";
import {
  Badge,
  Button,
  ConfirmDialog,
  ErrorState,
  formatPerson,
  Icon,
  Note,
  notifyDone,
  notifyFailure,
  TextField,
} from "../../../components";
import { differsFromView } from "./address";

/** A view keeps what is searched, filtered and sorted, and the columns. */
export interface ViewContent {
  query: AgentsQuery;
  columns: readonly AgentColumn[];
}

const toView = (name: string, { query, columns }: ViewContent): SavedView => ({
  name,
  query,
  columns: columns.map((column) => ({ column, width: null })),
  by: "",
});

/** Names of views are the same in any case. */
const sameName = (left: string, right: string): boolean => left.trim().toLowerCase() === right.trim().toLowerCase();

interface SaveProps {
  views: readonly SavedView[];
  content: ViewContent;
  onSaved(name: string): void;
  onClose(): void;
}

function SaveForm({ views, content, onSaved, onClose }: SaveProps) {
  const [name, setName] = useState("");
  const save = useSaveView();
  const wanted = name.trim();
  const there = views.find((view) => sameName(view.name, wanted));
  return (
    <form
      className="col g12"
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted === "" || save.isPending) return;
        save.mutate(toView(there?.name ?? wanted, content), {
          onSuccess: () => {
            notifyDone(`Saved the view ${there?.name ?? wanted}`);
            onSaved(there?.name ?? wanted);
            onClose();
          },
        });
      }}
    >
      <p className="m">
        A view keeps search, filter, order and columns. Everybody who uses this workspace can choose it.
      </p>
      <TextField label="Name of the view" value={name} onChange={setName} autoComplete="off" autoFocus />
      {there ? <Note tone="warn">There is a view {there.name} already. It will be replaced by this one.</Note> : null}
      {save.error ? <ErrorState title="The view was not saved" error={save.error} /> : null}
      <div className="dialog-foot">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="primary" busy={save.isPending} disabled={wanted === ""}>
          {there ? `Replace ${there.name}` : "Save view"}
        </Button>
      </div>
    </form>
  );
}

interface Props {
  content: ViewContent;
  /** Name of the view in use. */
  inUse: string | null;
  onChoose(view: SavedView): void;
  /** All agents again, with the columns of this computer. */
  onLeave(): void;
  /** What is on screen is this view from now on. */
  onSaved(name: string): void;
}

/** The view in use, whether it was changed, and what can be done about that. */
export function ViewsMenu({ content, inUse, onChoose, onLeave, onSaved }: Props) {
  const [saving, setSaving] = useState(false);
  const [removing, setRemoving] = useState<SavedView | null>(null);
  const views = useSavedViews();
  const save = useSaveView();
  const remove = useRemoveView();
  const all = views.data?.views ?? [];
  const current = inUse === null ? undefined : all.find((view) => sameName(view.name, inUse));
  const changed = current !== undefined && differsFromView(current, content.query, content.columns);
  const putBack = (view: SavedView): void => {
    // Also when this page is left by then.
    save.mutateAsync(view).catch((reason: unknown) => notifyFailure(`The view ${view.name} was not put back.`, reason));
  };
  const overwrite = (view: SavedView): void =>
    save.mutate(toView(view.name, content), {
      onSuccess: () => {
        notifyDone(`The view ${view.name} is as it is shown now`, () => putBack(view));
        onSaved(view.name);
      },
      onError: (reason) => notifyFailure(`The view ${view.name} was not saved.`, reason),
    });
  return (
    <>
      <Menu position="bottom-start" width={280}>
        <Menu.Target>
          <Button small icon="layers" className="viewbtn">
            <span className="el">{current ? current.name : "Views"}</span>
            <Icon name="down" size="xs" />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Views</Menu.Label>
          <Menu.Item leftSection={<ChosenMark on={current === undefined} />} onClick={onLeave}>
            All agents
          </Menu.Item>
          {all.map((view) => (
            <Menu.Item
              key={view.name}
              leftSection={<ChosenMark on={view === current} />}
              rightSection={
                view.by === "" ? undefined : <span className="d t12 el viewby">by {formatPerson(view.by)}</span>
              }
              onClick={() => onChoose(view)}
            >
              <span className="el block">{view.name}</span>
            </Menu.Item>
          ))}
          {views.error ? <Menu.Label>The views could not be read: {views.error.message}</Menu.Label> : null}
          <Menu.Divider />
          {current && changed ? (
            <>
              <Menu.Item leftSection={<Icon name="check" size="s" />} onClick={() => overwrite(current)}>
                Save the changes to this view
              </Menu.Item>
              <Menu.Item leftSection={<Icon name="undo" size="s" />} onClick={() => onChoose(current)}>
                Back to the view as saved
              </Menu.Item>
            </>
          ) : null}
          <Menu.Item leftSection={<Icon name="plus" size="s" />} onClick={() => setSaving(true)}>
            Save as a new view
          </Menu.Item>
          {current ? (
            <Menu.Item leftSection={<Icon name="close" size="s" />} onClick={() => setRemoving(current)}>
              Remove this view
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      {changed ? <Badge tone="dashed">changed</Badge> : null}
      <Modal
        opened={saving}
        onClose={() => setSaving(false)}
        title="Save as a new view"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {saving ? <SaveForm views={all} content={content} onSaved={onSaved} onClose={() => setSaving(false)} /> : null}
      </Modal>
      <ConfirmDialog
        opened={removing !== null}
        title={removing === null ? "" : `Remove the view ${removing.name}?`}
        action="Remove view"
        danger
        onConfirm={() =>
          removing === null
            ? undefined
            : remove.mutateAsync({ name: removing.name }).then(() => {
                notifyDone(`Removed the view ${removing.name}`, () => putBack(removing));
                onLeave();
              })
        }
        onClose={() => setRemoving(null)}
      >
        <p>Nobody who uses this workspace can choose it any more. No agent is changed.</p>
      </ConfirmDialog>
    </>
  );
}

function ChosenMark({ on }: { on: boolean }) {
  return on ? <Icon name="check" size="s" label="in use" /> : <span className="mark-gap" />;
}
