import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { Router } from "wouter";
import { memoryLocation } from "wouter/memory-location";
import { setBackend } from "../src/backend/backend";
import { createQueryClient } from "../src/backend/query-client";
import { SaveScope } from "../src/components";
import { theme } from "../src/theme/theme";
import { type FakeBackend, fakeBackend } from "./fake-backend";

/** Renders a part with everything that it finds around it in the application. */
export function renderWith(part: ReactNode, backend: FakeBackend = fakeBackend(), at = "/") {
  setBackend(backend);
  const location = memoryLocation({ path: at, record: true });
  const view = render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={createQueryClient()}>
        <Router hook={location.hook} searchHook={location.searchHook}>
          <SaveScope>{part}</SaveScope>
        </Router>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...view, backend, location };
}
