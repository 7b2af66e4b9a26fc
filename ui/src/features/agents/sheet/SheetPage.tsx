import { useEffect, useState } from "react";
import { useParams } from "wouter";
import type { AgentDetail } from "../../../backend/generated";
import { useAgent } from "../../../backend/queries";
import { Button, Loading, notifyFailure, PageHead } from "../../../components";
import { AgentError } from "../AgentPage";
import { RecordExport } from "./RecordExport";
import { SiteSheet } from "./SiteSheet";

/** One agent on paper: what somebody takes along to the site. */
export function SheetPage() {
  const { id = "" } = useParams<{ id: string }>();
  const agent = useAgent(id);
  if (agent.data) return <Sheet agent={agent.data} />;
  if (agent.error) return <AgentError error={agent.error} onRetry={() => void agent.refetch()} />;
  return <Loading what="the agent" />;
}

/** In the desktop window printing may be an order to the system, which can refuse it later. */
async function print(): Promise<void> {
  try {
    await (window.print() as unknown);
  } catch (reason) {
    notifyFailure("The site sheet was not printed.", reason);
  }
}

function Sheet({ agent }: { agent: AgentDetail }) {
  const [exporting, setExporting] = useState(false);
  useEffect(() => {
    // What the printer, or a PDF, is named after.
    const before = document.title;
    document.title = `${agent.name}, site sheet`;
    return () => {
      document.title = before;
    };
  }, [agent.name]);
  return (
    <>
      <PageHead
        title="Site sheet"
        crumbs={[
          { title: "Agents", to: "/agents" },
          { title: agent.name, to: `/agents/${agent.id}` },
        ]}
        actions={
          <>
            <Button icon="download" onClick={() => setExporting(true)}>
              Export record
            </Button>
            <Button kind="primary" icon="printer" onClick={() => void print()}>
              Print site sheet
            </Button>
          </>
        }
      />
      <div className="scroll desk">
        <SiteSheet agent={agent} now={new Date()} />
      </div>
      <RecordExport agent={agent} opened={exporting} onClose={() => setExporting(false)} />
    </>
  );
}
