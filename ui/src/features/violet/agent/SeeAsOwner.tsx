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

/** The very document that the owners' app serves, but that its links lead nowhere. It may neither run scripts nor send forms. */
function OwnerPage({ html }: { html: string }) {
  return <iframe className="owner-page" title="The owner's page" sandbox="" srcDoc={html} />;
}
