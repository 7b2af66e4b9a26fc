import { Tabs } from "../../components";

/** Both sides of what was done: runs, and changes of values in Sitebook. */
export function ActivityTabs({ at }: { at: "runs" | "changes" }) {
  return (
    <Tabs
      label="Parts of the activity"
      tabs={[
        { to: "/activity", title: "Runs", on: at === "runs" },
        { to: "/activity/changes", title: "Changes", on: at === "changes" },
      ]}
    />
  );
}
