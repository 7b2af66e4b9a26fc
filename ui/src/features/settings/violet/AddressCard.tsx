import type { VioletSettings } from "../../../backend/generated";
import { useCheckAddress, useSetVioletSettings } from "../../../backend/queries";
import { Badge, Button, ErrorState, Note, SavedTextField, Time } from "../../../components";

/** What is certainly wrong with an address that owners are to open; the core decides about the rest. */
export function checkAddress(text: string): string | null {
  const address = text.trim();
  if (address === "") return null;
  if (!address.startsWith("https://")) return "It has to begin with https://, because owners sign in there.";
  return /^https:\/\/[^\s/?#@]+\/?$/.test(address) ? null : "Only https:// and a name, with nothing after it.";
}

/** Where owners reach the web app, and whether that leads to this workspace. */
export function AddressCard({ settings }: { settings: VioletSettings }) {
  const set = useSetVioletSettings();
  const check = useCheckAddress();
  const { public_address, address_check } = settings;
  return (
    <section className="card" aria-labelledby="address-title">
      <header>
        <h2 id="address-title">Public address</h2>
        {public_address === "" ? null : address_check === null ? (
          <Badge tone="dashed" icon="minus">
            Not tested
          </Badge>
        ) : address_check.ok ? (
          <Badge tone="ok" icon="check">
            Answers
          </Badge>
        ) : (
          <Badge tone="bad" icon="error">
            Does not answer
          </Badge>
        )}
        <span className="end">
          <Button
            small
            icon="sync"
            busy={check.isPending}
            disabled={public_address === ""}
            title={public_address === "" ? "Enter the address first" : undefined}
            onClick={() => check.mutate({})}
          >
            {check.isPending ? "Testing" : "Test address"}
          </Button>
        </span>
      </header>
      <div className="body">
        <SavedTextField
          label="Address that owners open"
          value={public_address}
          mono
          placeholder="https://home.example.com"
          check={checkAddress}
          onSave={(text) => set.mutateAsync({ public_address: text.trim() })}
        />
        {check.error ? <ErrorState title="The address could not be tested" error={check.error} /> : null}
        {address_check === null ? (
          <p className="t13 m">
            Nobody can be invited before it answered. The test asks it a question that only this workspace can answer.
          </p>
        ) : address_check.ok ? (
          <p className="t13 m">
            {address_check.message} Tested <Time at={address_check.at} withClock />.
          </p>
        ) : (
          <Note tone="bad">
            <span className="wrapany">{address_check.message}</span>{" "}
            <span className="d nw">
              Tested <Time at={address_check.at} withClock />.
            </span>
          </Note>
        )}
      </div>
    </section>
  );
}
