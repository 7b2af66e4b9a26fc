import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { Router } from "wouter";
import { createQueryClient, followEvents } from "../backend/query-client";
import { useWorkspaceNumber } from "../backend/workspace-switch";
import { ErrorHelp } from "../components";
import { sampleHelp } from "../features/sample";
import { theme } from "../theme/theme";
import { ErrorBoundary } from "./ErrorBoundary";
import { useHashLocation, useHashSearch } from "./hash-location";
import { Routes, readMapAhead } from "./Routes";
import { Shell } from "./Shell";

/** After so long the first page has what it needs. */
const FIRST_PAGE_MILLIS = 1500;

export function App() {
  const workspace = useWorkspaceNumber();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was read of one workspace is never shown in another.
  const client = useMemo(createQueryClient, [workspace]);
  useEffect(() => followEvents(client), [client]);
  useEffect(() => {
    const wait = setTimeout(readMapAhead, FIRST_PAGE_MILLIS);
    return () => clearTimeout(wait);
  }, []);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <Notifications position="bottom-left" containerWidth={340} limit={3} />
      <QueryClientProvider client={client} key={workspace}>
        <ErrorHelp value={sampleHelp}>
          <Router hook={useHashLocation} searchHook={useHashSearch}>
            <Shell>
              <ErrorBoundary>
                <Routes />
              </ErrorBoundary>
            </Shell>
          </Router>
        </ErrorHelp>
      </QueryClientProvider>
    </MantineProvider>
  );
}
