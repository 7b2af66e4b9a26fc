import { Menu } from "@mantine/core";
import { useMapHome, useSetMapHome } from "../../backend/queries";
import { Icon, notifyFailure } from "../../components";
import type { Look } from "./view";

export interface HomeLook {
  kept: Look | null;
  keep(look: Look | null): void;
}

/** What a person wants to see first, the same at every desk; undefined until it is known. */
export function useHomeLook(): HomeLook | undefined {
  const home = useMapHome();
  const { mutate } = useSetMapHome();
  // A home view that cannot be read keeps nobody from the map.
  if (home.data === undefined && home.error === null) return undefined;
  return {
    kept: home.data?.look ?? null,
    keep: (look) => mutate({ look }, { onError: (reason) => notifyFailure("The home view was not kept.", reason) }),
  };
}

interface HomeControlsProps {
  home: HomeLook;
  onKeep(): void;
  onGo(look: Look): void;
  onAll(): void;
  /** None where no agent with a place is selected. */
  onSelected: (() => void) | null;
}

/** The way home, and what else the map may show whole. */
export function HomeControls({ home, onKeep, onGo, onAll, onSelected }: HomeControlsProps) {
  const { kept } = home;
  const words = kept ? "Home view" : "Show all agents";
  return (
    <div className="mapctl">
      <button type="button" aria-label={words} title={words} onClick={() => (kept ? onGo(kept) : onAll())}>
        <Icon name="home" />
      </button>
      <Menu position="right-start" withinPortal>
        <Menu.Target>
          <button type="button" aria-label="More views" title="More views">
            <Icon name="more" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={onAll}>Show all agents</Menu.Item>
          <Menu.Item disabled={onSelected === null} onClick={() => onSelected?.()}>
            Show the selected agent
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={onKeep}>Make this view my home view</Menu.Item>
          <Menu.Item disabled={kept === null} onClick={() => home.keep(null)}>
            Forget my home view
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
