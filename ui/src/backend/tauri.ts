import { convertFileSrc, invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { getCurrentWebview } from "@tauri-apps/api/webview";
import { open } from "@tauri-apps/plugin-dialog";
import { openUrl } from "@tauri-apps/plugin-opener";
import type { Backend } from "./backend";
import type { WorkspaceEvent } from "./generated";

/** Tauri hands out its unlisten function late; this one may be called before it is there. */
function stopLater(started: Promise<() => void>): () => void {
  let stopped = false;
  let stop: (() => void) | undefined;
  void started.then((unlisten) => {
    if (stopped) unlisten();
    else stop = unlisten;
  });
  return () => {
    stopped = true;
    stop?.();
  };
}

export function tauriBackend(): Backend {
  return {
    call: (name, request) => invoke(name, { request }),
    onEvent: (listener) => stopLater(listen<WorkspaceEvent>("workspace-event", (event) => listener(event.payload))),
    hasFileDialogs: true,
    chooseFile: () => open({ multiple: false, directory: false }),
    chooseFolder: () => open({ multiple: false, directory: true }),
    // Windows has another form of addresses for schemes of one's own.
    tileAddress: convertFileSrc("", "tile"),
    onFileDrop: (listener) =>
      stopLater(
        getCurrentWebview().onDragDropEvent(({ payload }) => {
          if (payload.type === "drop") listener({ kind: "dropped", paths: payload.paths });
          else if (payload.type === "leave") listener({ kind: "left" });
          else listener({ kind: "over" });
        }),
      ),
    openLink: (address) => openUrl(address),
  };
}
