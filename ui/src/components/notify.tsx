import { notifications } from "@mantine/notifications";
import { failureFrom } from "../backend/backend";
import { Button } from "./Button";
import { Icon } from "./icons";

const STAY = 8000;

/** Says what was just done; `undo` adds the button that takes it back. */
export function notifyDone(message: string, undo?: () => void): void {
  const id = notifications.show({
    autoClose: STAY,
    withBorder: false,
    closeButtonProps: { "aria-label": "Close message" },
    icon: <Icon name="check" className="c-ok" />,
    message: undo ? (
      <span className="row">
        <span className="grow toast-words" title={message}>
          {message}
        </span>
        <Button
          kind="link"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          Undo
        </Button>
      </span>
    ) : (
      <span className="toast-words" title={message}>
        {message}
      </span>
    ),
  });
}

/** What was done here and did not get further: nothing is lost, and somebody has to know why. */
export function notifyKept(what: string, why: string): void {
  notifications.show({
    autoClose: false,
    withBorder: false,
    closeButtonProps: { "aria-label": "Close message" },
    icon: <Icon name="warn" className="c-warn" />,
    message: (
      <span role="alert">
        <b className="md">{what}</b> {why}
      </span>
    ),
  });
}

/** A failure that has no better place. Where there is one (field, dialog, page), it is shown there instead. */
export function notifyFailure(what: string, reason: unknown): void {
  const failure = failureFrom(reason);
  notifications.show({
    autoClose: false,
    withBorder: false,
    closeButtonProps: { "aria-label": "Close message" },
    icon: <Icon name="error" className="c-bad" />,
    message: (
      <span role="alert">
        <b className="md">{what}</b> {failure.message} <span className="mono d">{failure.code}</span>
      </span>
    ),
  });
}
