import { notifications } from "@mantine/notifications";
import { useLocation } from "wouter";
import { useSyncFailures } from "../backend/queries";
import { Button, Icon } from "../components";

/** An automatic run that failed is told at once, wherever somebody is; the Companies page keeps it until it is mended. */
export function SyncFailureNotices() {
  const [, navigate] = useLocation();
  useSyncFailures(({ agent, agent_name, reason }) => {
    // One notice per agent: a later failure takes the place of an earlier one.
    const id = `sync-failed-${agent}`;
    notifications.hide(id);
    notifications.show({
      id,
      autoClose: false,
      withBorder: false,
      closeButtonProps: { "aria-label": "Close message" },
      icon: <Icon name="error" className="c-bad" />,
      message: (
        <span className="row" role="alert">
          <span className="grow">
            <b className="md">Failed Sync: {agent_name}.</b> {reason}
          </span>
          <Button
            kind="link"
            onClick={() => {
              notifications.hide(id);
              navigate("/connectwise/companies");
            }}
          >
            Companies
          </Button>
        </span>
      ),
    });
  });
  return null;
}
