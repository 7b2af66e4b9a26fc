import { Menu } from "@mantine/core";
import { useState } from "react";
import { Button, Icon } from "../../../components";
import { ChangeTypeDialog, type TypeChange } from "./ChangeTypeDialog";

/** What is done more rarely with a matched device. */
export function ChangeTypeAct({ change }: { change: TypeChange }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button small kind="quiet" icon="more" iconOnly aria-label={`More for ${change.deviceName}`} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="layers" size="s" />} onClick={() => setAsking(true)}>
            Change type in ConnectWise
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ChangeTypeDialog change={asking ? change : null} onClose={() => setAsking(false)} />
    </>
  );
}
