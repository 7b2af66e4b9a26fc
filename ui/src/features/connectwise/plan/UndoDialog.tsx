import { Modal } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";
import type { UndoPreview } from "../../../backend/generated";
import { useProgress, useStopSync, useUndoPreview, useUndoRun } from "../../../backend/queries";
import { Button, ErrorState, Icon, Loading, Note, plural, SegmentedFilter } from "../../../components";
import { fieldName, isMonospaceField, reasonWords } from "../words";
import { Difference, WrittenTo } from "./Difference";
import { RunProgress } from "./RunProgress";

interface Props {
  opened: boolean;
  run: string;
  agent: string;
  agentName: string;
  onClose: () => void;
}

function Restores({ restores }: Pick<UndoPreview, "restores">) {
  return (
    <table className="tbl dense in-card undo" aria-label="What is put back">
      <colgroup>
        <col style={{ width: 170 }} />
        <col style={{ width: 120 }} />
        <col style={{ width: 118 }} />
        <col />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">Record</th>
          <th scope="col">Field</th>
          <th scope="col">Written to</th>
          <th scope="col">
            Now <Icon name="to" /> then
          </th>
        </tr>
      </thead>
      <tbody>
        {restores.map((item) => (
          <tr key={`${item.device}/${item.configuration}/${item.field}/${item.target}`}>
            <td className="el md" title={item.device_name}>
              {item.device_name}
            </td>
            <td className="el">{fieldName(item.field)}</td>
            <td>
              <WrittenTo target={item.target} />
            </td>
            <td>
              <Difference from={item.from} to={item.to} conflict={false} mono={isMonospaceField(item.field)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function LeftAlone({ left_alone }: Pick<UndoPreview, "left_alone">) {
  return (
    <ul className="undo-left" aria-label="What is left alone">
      {left_alone.map((item) => (
        <li key={`${item.device}/${item.field}`}>
          <b className="md">{item.device_name}</b>{" "}
          <span className="m">{item.field === "" ? "whole record" : fieldName(item.field)}</span>
          <span className="sub2">{item.message || reasonWords(item.reason).text}</span>
        </li>
      ))}
    </ul>
  );
}

function PreviewBody({ preview, run, agent, agentName, onClose }: Omit<Props, "opened"> & { preview: UndoPreview }) {
  const [shown, setShown] = useState<"restores" | "left">(preview.restores.length > 0 ? "restores" : "left");
  const [, navigate] = useLocation();
  const undo = useUndoRun();
  const stop = useStopSync();
  const progress = useProgress(agent);
  const count = preview.restores.length;
  const left = preview.left_alone.length;
  if (undo.isPending) {
    return (
      <div className="col g12">
        <RunProgress progress={progress} total={null} title="Putting back" stopping={stop.isSuccess} />
        <div className="dialog-foot">
          <Button
            kind="danger-outline"
            icon="stop"
            busy={stop.isPending}
            disabled={stop.isSuccess}
            onClick={() => stop.mutate({ agent })}
          >
            {stop.isSuccess ? "Stopping" : "Stop"}
          </Button>
        </div>
      </div>
    );
  }
  return (
    <form
      className="col g12"
      onSubmit={(event) => {
        event.preventDefault();
        undo.mutate({ run }, { onSuccess: (reply) => navigate(`/activity/${reply.run}`) });
      }}
    >
      <p className="m">
        {count === 0
          ? "Nothing can be put back: every value was changed since, or was put back already."
          : `${plural(count, "value")} of ${agentName} ${count === 1 ? "is" : "are"} put back to what ${count === 1 ? "it was" : "they were"} before the run.`}{" "}
        {left > 0 &&
          `${plural(left, "value")} ${left === 1 ? "is" : "are"} left alone, because somebody changed ${left === 1 ? "it" : "them"} since.`}
      </p>
      {preview.not_undone.length > 0 && (
        <Note tone="warn">
          <b className="md">Not undone:</b>
          <ul className="plainlist">
            {preview.not_undone.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </Note>
      )}
      {count + left > 0 && (
        <>
          {left > 0 && count > 0 && (
            <div>
              <SegmentedFilter<"restores" | "left">
                small
                label="Show"
                value={shown}
                onChange={setShown}
                segments={[
                  { value: "restores", label: "Put back", count },
                  { value: "left", label: "Left alone", count: left },
                ]}
              />
            </div>
          )}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long list has to scroll by keyboard. */}
          <section className="dialog-list" aria-label="Values" tabIndex={0}>
            {shown === "restores" ? (
              <Restores restores={preview.restores} />
            ) : (
              <LeftAlone left_alone={preview.left_alone} />
            )}
          </section>
        </>
      )}
      {count > 0 && (
        <p className="d t12">
          Automatic runs then leave these fields alone until the value changes here, or until you release it. The undo
          is a run of its own, and can be undone.
        </p>
      )}
      {undo.error && <ErrorState title="The undo did not end well" error={undo.error} />}
      <div className="dialog-foot">
        <Button onClick={onClose}>{count === 0 ? "Close" : "Cancel"}</Button>
        {count > 0 && (
          <Button type="submit" kind="primary" icon="undo" data-autofocus>
            Put back {plural(count, "value")}
          </Button>
        )}
      </div>
    </form>
  );
}

function UndoBody(props: Omit<Props, "opened">) {
  const preview = useUndoPreview(props.run);
  if (preview.error) {
    return (
      <ErrorState
        title="It could not be found out what can be undone"
        error={preview.error}
        onRetry={() => void preview.refetch()}
      />
    );
  }
  return preview.data === undefined ? <Loading what="both sides" /> : <PreviewBody preview={preview.data} {...props} />;
}

/** What an undo would put back and what it would leave alone; then it does that. */
export function UndoDialog({ opened, ...rest }: Props) {
  return (
    <Modal
      opened={opened}
      onClose={rest.onClose}
      title="Undo this run"
      size={760}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {opened ? <UndoBody {...rest} /> : null}
    </Modal>
  );
}
