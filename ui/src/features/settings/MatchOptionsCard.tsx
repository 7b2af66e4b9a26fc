import { useMatchOptions, useSetMatchOptions } from "../../backend/queries";
import { ErrorState, Loading, Note, notifyFailure } from "../../components";

/** Whether an IP address alone is enough. */
export function MatchOptionsCard() {
  const options = useMatchOptions();
  const set = useSetMatchOptions();
  const accept = options.data?.accept_ip ?? false;
  return (
    <section className="card" aria-labelledby="match-options-title">
      <header>
        <h2 id="match-options-title">Matching</h2>
      </header>
      <div className="body">
        {options.error ? (
          <ErrorState
            title="The options could not be read"
            error={options.error}
            onRetry={() => void options.refetch()}
          />
        ) : options.data === undefined ? (
          <Loading what="the options" />
        ) : (
          <>
            <label className="row top">
              <input
                type="checkbox"
                role="switch"
                className="sw"
                aria-checked={accept}
                aria-describedby="accept-ip-reason"
                checked={accept}
                disabled={set.isPending}
                onChange={(event) =>
                  set.mutate(
                    { accept_ip: event.currentTarget.checked },
                    { onError: (reason) => notifyFailure("The option was not changed.", reason) },
                  )
                }
              />
              <span>
                <span className="md block t13">Accept IP matches without asking</span>
                <span className="t12 d block" id="accept-ip-reason">
                  Better off: an address is handed on to other devices. Tools that take the first serial number, MAC or
                  IP address that agrees were counted to link 7 % wrongly. While it is off, such pairs are proposed and
                  wait for one press of Enter.
                </span>
              </span>
            </label>
            {accept && (
              <Note tone="warn">
                Pairs that agree in nothing but their IP address are matched at once, and the next sync writes to them.
              </Note>
            )}
          </>
        )}
      </div>
    </section>
  );
}
