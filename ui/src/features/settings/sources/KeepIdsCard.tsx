import { useState } from "react";
import type { DomotzStatus } from "../../../backend/generated";
import { useDomotzKeepMatches, useDomotzUnkept, useSetDomotz } from "../../../backend/queries";
import { Button, ErrorState, FailedList, Note, notifyDone, plural, TextField } from "../../../components";

/** What the field is called where nobody has thought of another name. */
const SUGGESTED = "ConnectWise configuration";

/** Ids of matched configurations in a field of Domotz's inventory: off until somebody names the field. */
export function KeepIdsCard({ status }: { status: DomotzStatus }) {
  const kept = status.inventory_field;
  const [name, setName] = useState(kept || SUGGESTED);
  const set = useSetDomotz();
  const change = (inventory_field: string) =>
    set.mutate(
      { inventory_field },
      {
        onSuccess: () =>
          notifyDone(inventory_field === "" ? "No ids are kept in Domotz from now on" : "The inventory field is named"),
      },
    );
  return (
    <section className="card" aria-label="Matches kept in Domotz">
      <header>
        <h2>Matches kept in Domotz</h2>
      </header>
      <div className="body">
        <form
          className="col g12"
          noValidate
          aria-label="Inventory field"
          onSubmit={(event) => {
            event.preventDefault();
            change(name.trim());
          }}
        >
          <TextField
            label="Inventory field"
            hint={kept === "" ? "Off: no ids are kept in Domotz." : "It is made in Domotz when it is not there."}
            value={name}
            onChange={setName}
            autoComplete="off"
          />
          <div className="row wrap-row">
            <Button type="submit" busy={set.isPending} disabled={name.trim() === "" || name.trim() === kept}>
              {kept === "" ? "Keep ids in this field" : "Change field"}
            </Button>
            {kept === "" ? null : (
              <Button kind="quiet" disabled={set.isPending} onClick={() => change("")}>
                Keep no ids
              </Button>
            )}
          </div>
        </form>
        {set.error ? <ErrorState title="The inventory field was not changed" error={set.error} /> : null}
        {kept === "" ? null : <Writing status={status} />}
        <p className="t12 d">
          The id of the ConnectWise configuration that a device is matched with, so that matches are found again after
          Sitebook was installed anew. An id that is read back only proposes a match. Nothing is deleted in Domotz.
        </p>
      </div>
    </section>
  );
}

function Writing({ status }: { status: DomotzStatus }) {
  const keep = useDomotzKeepMatches();
  const unkept = useDomotzUnkept();
  const count = unkept.data?.count;
  const failed = keep.data?.devices.filter(({ trouble }) => trouble !== null) ?? [];
  return (
    <>
      <div className="row wrap-row">
        <Button
          kind="primary"
          icon="upload"
          busy={keep.isPending}
          disabled={!count || status.connection?.paused != null}
          onClick={() =>
            keep.mutate({}, { onSuccess: ({ written }) => notifyDone(`Domotz keeps ${plural(written, "more id")}`) })
          }
        >
          {keep.isPending ? "Writing" : `Write ${count === undefined ? "ids" : plural(count, "id")} to Domotz`}
        </Button>
        <span className="d t12">
          {count === undefined
            ? "Counting those that Domotz does not keep yet"
            : count === 0
              ? "Domotz keeps the ids of all matches."
              : "One call for each, and one or two for the field."}
        </span>
      </div>
      {unkept.error ? <ErrorState title="They could not be counted" error={unkept.error} /> : null}
      {keep.error ? <ErrorState title="The ids were not written" error={keep.error} /> : null}
      {keep.data?.error == null ? null : (
        <Note tone="bad">
          <b className="md">It ended early.</b> {keep.data.error} What was not written is written the next time.
        </Note>
      )}
      {failed.length > 0 ? (
        <FailedList
          label="Ids that Domotz does not keep"
          items={failed.map(({ device_name, trouble }) => ({ name: device_name, message: trouble ?? "" }))}
        />
      ) : null}
    </>
  );
}
