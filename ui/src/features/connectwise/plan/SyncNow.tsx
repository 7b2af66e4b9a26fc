import { Menu } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";
import type { SyncMode } from "../../../backend/generated";
import { Button, Icon, type IconName } from "../../../components";
import { MODE_MEANING } from "../words";
import { DirectionsDialog } from "./DirectionsDialog";
import { planAddress } from "./wish";

/** The three modes, in the words of the window. */
export const SYNC_MODES: ReadonlyArray<{ value: SyncMode; icon: IconName; title: string }> = [
  { value: "to-connectwise", icon: "to", title: "From Sitebook to ConnectWise" },
  { value: "from-connectwise", icon: "from", title: "From ConnectWise to Sitebook" },
  { value: "custom", icon: "settings", title: "Customized" },
];

/** The items of a menu that asks for the mode of a sync. */
export function ModeItems({ onChosen }: { onChosen: (mode: SyncMode) => void }) {
  return SYNC_MODES.map(({ value, icon, title }) => (
    <Menu.Item key={value} leftSection={<Icon name={icon} size="s" />} onClick={() => onChosen(value)}>
      <span className="md block">{title}</span>
      <span className="d t12 block">{MODE_MEANING[value]}</span>
    </Menu.Item>
  ));
}

interface Props {
  agent: string;
  agentName: string;
  small?: boolean;
}

/** Asks for the mode, and for the directions where each field is to go its own way; then shows the plan. */
export function SyncNow({ agent, agentName, small = false }: Props) {
  const [, navigate] = useLocation();
  const [customizing, setCustomizing] = useState(false);
  return (
    <>
      <Menu position="bottom-end" width={340}>
        <Menu.Target>
          <Button small={small} icon="sync" aria-label={`Sync now ${agentName}`}>
            Sync now
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <ModeItems
            onChosen={(mode) => (mode === "custom" ? setCustomizing(true) : navigate(planAddress(agent, { mode })))}
          />
        </Menu.Dropdown>
      </Menu>
      <DirectionsDialog
        opened={customizing}
        agent={agent}
        agentName={agentName}
        directions={{}}
        keep={false}
        onChosen={(directions, keep) => navigate(planAddress(agent, { mode: "custom", directions, keep }))}
        onClose={() => setCustomizing(false)}
      />
    </>
  );
}
