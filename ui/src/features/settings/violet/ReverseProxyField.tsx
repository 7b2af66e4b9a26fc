import type { VioletServing, VioletSettings } from "../../../backend/generated";
import { useSetVioletSettings } from "../../../backend/queries";
import { Button, ErrorState, Note, SavedTextField } from "../../../components";

/** The proxy whose word about who is asking is taken, and the one that passes requests on without being named. */
export function ReverseProxyField({ settings: { reverse_proxy, serving } }: { settings: VioletSettings }) {
  const set = useSetVioletSettings();
  return (
    <>
      <SavedTextField
        label="Reverse proxy"
        value={reverse_proxy}
        mono
        placeholder="none"
        onSave={(text) => set.mutateAsync({ reverse_proxy: text.trim() })}
      />
      <p className="t13 m">
        The proxy's IP address, as the computer that runs Violet sees it: 127.0.0.1 where both are the same computer. It
        is believed when it says who is asking, and nobody else is. A change holds within a minute.
      </p>
      {serving?.running ? <ProxyInUse serving={serving} /> : null}
    </>
  );
}

function ProxyInUse({ serving }: { serving: VioletServing }) {
  const { proxy_of_command: ofCommand, unnamed_proxy: unnamed, https } = serving;
  return (
    <>
      {ofCommand === "" ? null : (
        <p className="t13 m">
          The command that runs there names <span className="mono">{ofCommand}</span> (--behind-proxy), which goes
          before this field.
        </p>
      )}
      {unnamed === "" ? null : <UnnamedProxy address={unnamed} isOfCommand={ofCommand !== ""} isInFront={!https} />}
    </>
  );
}

interface UnnamedProxyProps {
  address: string;
  /** Whether the command names one, so that naming this one here would change nothing. */
  isOfCommand: boolean;
  /** Whether a proxy has to be in front, because plain http is spoken. Without one, anybody nearby can say that they are one. */
  isInFront: boolean;
}

function UnnamedProxy({ address, isOfCommand, isInFront }: UnnamedProxyProps) {
  const name = useSetVioletSettings();
  return (
    <>
      <Note tone="warn">
        <span className="row wrap-row g8">
          <span className="grow">
            Requests come from <span className="mono">{address}</span>, which says that it passes them on and is not
            named. If that is your proxy, name it{isOfCommand ? " in the command" : ""}: until then all owners behind it
            look like one household, and their limits on sign-in are counted together. If it is not, leave it: what is
            named can say of anybody that they are somebody else.
          </span>
          {isInFront && !isOfCommand ? (
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
