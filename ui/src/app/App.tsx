import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Router } from "wouter";
import { createQueryClient, followEvents } from "../backend/query-client";
import { theme } from "../theme/theme";
import { ErrorBoundary } from "./ErrorBoundary";
import { useHashLocation, useHashSearch } from "./hash-location";
import { Routes } from "./Routes";
import { Shell } from "./Shell";

export function App() {
  const [client] = useState(createQueryClient);
  useEffect(() => followEvents(client), [client]);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <Notifications position="bottom-left" containerWidth={340} limit={3} />
        <Router hook={useHashLocation} searchHook={useHashSearch}>
          <Shell>
            <ErrorBoundary>
              <Routes />
            </ErrorBoundary>
          </Shell>
        </Router>
      </QueryClientProvider>
    </MantineProvider>
  );
}
