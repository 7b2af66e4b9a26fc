import { useLocation } from "wouter";
import { Button, Note } from "../../../components";

/** Offered once, while nothing was synchronized yet: later the duplicates would have been written to. */
export function BeforeFirstSync({ agent }: { agent: string }) {
  const [, navigate] = useLocation();
  return (
    <div className="pausedbar">
      <Note tone="acc" icon="layers">
        <span className="row">
          <span className="grow">
            <b className="md">This is the first sync of this agent.</b> See first whether ConnectWise holds some of its
            devices twice.
          </span>
          <Button small onClick={() => navigate(`/connectwise/duplicates/${agent}`)}>
            Look for duplicates
          </Button>
        </span>
      </Note>
    </div>
  );
}
