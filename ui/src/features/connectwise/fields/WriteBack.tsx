import type { WriteBackSource } from "../../../backend/generated";
import { useSetWriteBack, useWriteBack } from "../../../backend/queries";
import { notifyFailure, Switch } from "../../../components";
import { isDomotz } from "../../agents/domotz/words";
import { fieldName } from "../words";

function SourceLine({ source }: { source: WriteBackSource }) {
  const set = useSetWriteBack();
  if (source.takes.length === 0) {
    return (
      <span className="block">
        <b className="md">{source.source}</b> takes no values back: what comes from ConnectWise stays in Sitebook.
      </span>
    );
  }
  const fields = source.takes.map(fieldName).join(", ");
  return (
    <Switch
      label={`Write back to ${source.source}`}
      on={source.allowed}
      disabled={set.isPending}
      onChange={(allowed) =>
        set.mutate(
          { source: source.source, allowed },
          { onError: (reason) => notifyFailure(`${source.source} was not changed.`, reason) },
        )
      }
    >
      <span>
        Write back to <b className="md">{source.source}</b>: {fields}
        {isDomotz(source.source) ? ", and the type where it is set here" : ""}
      </span>
    </Switch>
  );
}

/** Whether values that come from ConnectWise, or are set here, also reach the source of their device. */
export function WriteBack() {
  const sources = useWriteBack().data?.sources ?? [];
  return (
    <>
      <dt>Written back</dt>
      <dd>
        What comes from ConnectWise or is set here is kept in Sitebook and counts before what the source of the device
        says.
        {sources.map((source) => (
          <SourceLine key={source.source} source={source} />
        ))}
      </dd>
    </>
  );
}
