import { type Backend, CommandFailure, type CommandName, type Reply, type Request } from "./backend";
import type { AppError, WorkspaceEvent } from "./generated";

async function post<K extends CommandName>(name: K, request: Request<K>): Promise<Reply<K>> {
  let response: Response;
  try {
    response = await fetch(`/api/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
    });
  } catch {
    throw new CommandFailure({
      code: "unavailable",
      message: "The local Sitebook service does not answer. Nothing was changed. Start it and try again.",
      retryable: true,
    });
  }
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as Reply<K>;
  let error: AppError;
  try {
    error = JSON.parse(text) as AppError;
  } catch {
    error = {
      code: "internal",
      message: `The local Sitebook service answered with status ${response.status}.`,
      retryable: response.status >= 500,
    };
  }
  throw new CommandFailure(error);
}

export function loopbackBackend(): Backend {
  return {
    call: post,
    onEvent: (listener) => {
      const events = new EventSource("/api/events");
      let opened = false;
      // What happened while the connection was down is unknown, so everything is read again.
      events.onopen = () => {
        if (opened) listener({ kind: "changed" });
        opened = true;
      };
      events.onmessage = (message) => listener(JSON.parse(message.data as string) as WorkspaceEvent);
      return () => events.close();
    },
    hasFileDialogs: false,
    chooseFile: async () => null,
    chooseFolder: async () => null,
    tileAddress: "/tile/",
    onFileDrop: () => () => undefined,
    openLink: async (address) => {
      window.open(address, "_blank", "noopener,noreferrer");
    },
  };
}
