import type { VioletSettings } from "../../../backend/generated";
import { useSetVioletSettings } from "../../../backend/queries";
import { Button, ErrorState, Note, SavedTextField } from "../../../components";

/** The proxy whose word about who is asking is taken, and the one that passes requests on without being named. */
export function ReverseProxyField({ settings: { reverse_proxy, serving } }: { settings: VioletSettings }) {
  const set = useSetVioletSettings();
  const ofCommand = serving?.proxy_of_command ?? "";
  const unnamed = serving?.unnamed_proxy ?? "";
  return (
    <>
      <SavedTextField
        label="Reverse proxy"
        value={reverse_proxy}
        mono
        placeholder="127.0.0.1"
        onSave={(text) => set.mutateAsync({ reverse_proxy: text.trim() })}
      />
      <p className="t13 m">
        Its IP address as that computer sees it: 127.0.0.1 where both are on the same one, empty where there is none.
        Its word is taken about who is asking, nobody else's is. A change holds within a minute.
      </p>
      {ofCommand === "" ? null : (
        <p className="t13 m">
          The command that runs there names <span className="mono">{ofCommand}</span> (--behind-proxy), which goes
          before this field.
        </p>
      )}
      {unnamed === "" ? null : <UnnamedProxy address={unnamed} canBeNamed={ofCommand === ""} />}
    </>
  );
}

function UnnamedProxy({ address, canBeNamed }: { address: string; canBeNamed: boolean }) {
  const name = useSetVioletSettings();
  return (
    <>
      <Note tone="warn">
        <span className="row wrap-row g8">
          <span className="grow">
            Requests come through a proxy at <span className="mono">{address}</span> that is not named. As long as it is
            not, all owners look like one household, and their limits on sign-in are counted together.
          </span>
          {canBeNamed ? (
            <Button small busy={name.isPending} onClick={() => name.mutate({ reverse_proxy: address })}>
              Name {address}
            </Button>
          ) : null}
        </span>
      </Note>
      {name.error ? <ErrorState title="The proxy was not named" error={name.error} /> : null}
    </>
  );
}
