import { Notifications } from "@mantine/notifications";
import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { SyncFailureNotices } from "../src/app/SyncFailureNotices";
import { reportSyncFailure } from "../src/backend/sync-failures";
import { renderWith } from "./render";

describe("an automatic run that fails while the window is open", () => {
  it("is told at once, with why, once per agent, and leads to the Companies page", async () => {
    const { location } = renderWith(
      <>
        <Notifications />
        <SyncFailureNotices />
      </>,
    );
    const fail = (reason: string) => act(() => reportSyncFailure({ agent: "a", agent_name: "Harbour Mill", reason }));
    fail("The company is gone.");
    fail("The list is much shorter.");
    await screen.findByText("The list is much shorter.", { exact: false });
    expect(screen.getAllByText("Failed Sync: Harbour Mill.")).toHaveLength(1);
    await userEvent.click(screen.getByRole("button", { name: "Companies" }));
    expect(location.history.at(-1)).toBe("/connectwise/companies");
  });
});
