import { PageHead } from "../../components";
import { HistoryPanel } from "../agents/HistoryPanel";
import { ActivityTabs } from "./ActivityTabs";

/** Every value that was changed in Sitebook, of all agents and devices. */
export function ChangesPage() {
  return (
    <>
      <PageHead
        title="Activity"
        lead="Every value that was changed in Sitebook: by whom, when, and what it was before. What people may set can be put back."
      >
        <ActivityTabs at="changes" />
      </PageHead>
      <div className="scroll">
        <div className="agrid one">
          <HistoryPanel />
        </div>
      </div>
    </>
  );
}
