import { Menu } from "@mantine/core";
import { useState } from "react";
import { Icon, notifyFailure } from "../../components";
import { restartTour } from "../tour";
import { SampleDialogs, type SampleQuestion } from "./SampleDialogs";
import { useSampleActs } from "./useSampleActs";

/** Stands in the rail of every page of the sample, so that nobody takes made-up data for real data. */
export function SampleMark() {
  const acts = useSampleActs();
  const [question, setQuestion] = useState<SampleQuestion | null>(null);
  const [leaving, setLeaving] = useState(false);

  async function leave(): Promise<void> {
    setLeaving(true);
    try {
      await acts.leave();
    } catch (reason) {
      notifyFailure("The sample was not left.", reason);
    } finally {
      setLeaving(false);
    }
  }

  return (
    <>
      <Menu position="bottom-start" width={236} offset={4}>
        <Menu.Target>
          <button type="button" className="samplemark" title="Made-up data: nothing here is real">
            <Icon name={leaving ? "spin" : "flask"} size="s" />
            <span className="el">Sample data</span>
            <Icon name="down" size="xs" className="end" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Made-up networks and a built-in ConnectWise. Nothing leaves this computer.</Menu.Label>
          <Menu.Item leftSection={<Icon name="map" size="s" />} onClick={restartTour}>
            Start the guided tour
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="from" size="s" />} onClick={() => void leave()}>
            Leave sample data
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<Icon name="undo" size="s" />} onClick={() => setQuestion("reset")}>
            Reset sample data
          </Menu.Item>
          <Menu.Item
            leftSection={<Icon name="close" size="s" />}
            className="c-bad"
            onClick={() => setQuestion("remove")}
          >
            Remove sample data
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <SampleDialogs question={question} onClose={() => setQuestion(null)} />
    </>
  );
}
