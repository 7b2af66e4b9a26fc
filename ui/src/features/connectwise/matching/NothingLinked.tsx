import { useLocation } from "wouter";
import { Button, EmptyState } from "../../../components";

/** Without a link there is nothing to match; the way to one. */
export function NothingLinked() {
  const [, navigate] = useLocation();
  return (
    <EmptyState
      icon="link"
      title="No agent is linked to a company yet"
      actions={
        <Button kind="primary" onClick={() => navigate("/connectwise/companies")}>
          Choose companies
        </Button>
      }
    >
      Link one, and its devices can be matched to ConnectWise configurations.
    </EmptyState>
  );
}
