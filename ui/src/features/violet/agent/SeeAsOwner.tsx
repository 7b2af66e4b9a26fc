import { Drawer } from "@mantine/core";
import { useState } from "react";
import { useSeeAsOwner } from "../../../backend/queries";
import { Button, ErrorState, Loading, Note } from "../../../components";

/** Opens the owner's page as the owner has it on the phone; nothing on it can be switched from here. */
export function SeeAsOwner({ agent }: { agent: string }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button icon="eye" onClick={() => setOpened(true)}>
        See as owner
      </Button>
      <Drawer
        opened={opened}
        onClose={() => setOpened(false)}
        position="right"
        size={440}
        title="As the owner sees it"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {opened ? <Shown agent={agent} /> : null}
      </Drawer>
    </>
  );
}

function Shown({ agent }: { agent: string }) {
  const page = useSeeAsOwner(agent);
  if (page.error && !page.data) {
    return (
      <ErrorState title="The owner's page could not be read" error={page.error} onRetry={() => void page.refetch()} />
    );
  }
  if (page.data === undefined) return <Loading what="the owner's page" />;
  return (
    <div className="col g12">
      <Note>Only to look at: nothing is switched from here.</Note>
      <OwnerPage html={page.data.html} />
    </div>
  );
}

/** What would leave the page, open a part of it or send a form. */
const ACTS = ["click", "auxclick", "submit", "dragstart"] as const;

/**
 * The very document that the owners' app serves. It may neither run scripts nor send forms; that it counts as ours is for
 * taking the clicks away, and closes with Escape as everything here does.
 */
function OwnerPage({ html }: { html: string }) {
  return (
    <iframe
      className="owner-page"
      title="The owner's page"
      sandbox="allow-same-origin"
      srcDoc={html}
      onLoad={({ currentTarget: frame }) => {
        const shown = frame.contentDocument;
        for (const act of ACTS) shown?.addEventListener(act, (event) => event.preventDefault(), { capture: true });
        shown?.addEventListener("keydown", ({ key }) => {
          if (key === "Escape") frame.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        });
      }}
    />
  );
}
