/** Only for the development server: the pages over an in-memory core. The build knows one entry, index.html. */
import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import "@fontsource-variable/inter";
import "leaflet/dist/leaflet.css";
import "../src/theme/index.css";
import { createRoot } from "react-dom/client";
import { App } from "../src/app/App";
import { setBackend } from "../src/backend/backend";
import { fullPage } from "./fake-agent-page";
import { failure, fakeBackend } from "./fake-backend";
import { HOSTILE, makeAgents, makeDetail } from "./fake-data";

const wanted = new URLSearchParams(location.search);
const count = Number(wanted.get("agents") ?? "412");
const agents = [...makeAgents(count), ...(wanted.has("hostile") ? HOSTILE : [])];
const fake = fakeBackend(agents);
// The first linked agent has everything that a page can show.
const full = agents.find((agent) => agent.psa.company !== null);
if (full) fake.put(fullPage(makeDetail(full), agents.slice(20, 25)));
if (wanted.has("errors")) {
  fake.call = async (name) => {
    throw failure(
      "storage",
      `The workspace could not be read for ${name}: the disk reports an error. Nothing was changed.`,
    );
  };
}
if (wanted.has("nobody")) fake.status = { ...fake.status, staff: null };
if (wanted.has("disconnected")) fake.status = { ...fake.status, connection: null };
if (wanted.has("sample")) {
  const { staff } = fake.status;
  void fake.answers.sample_start?.({ directory: null });
  fake.status = { ...fake.status, staff };
}
setBackend(fake);
// For trying states by hand: fake.emit(...), fake.answers.x = ...
Object.assign(window, { fake });
const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
