/** Only for the development server: the pages over an in-memory core. The build knows one entry, index.html. */
import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import "@fontsource-variable/inter";
import "leaflet/dist/leaflet.css";
import "../src/theme/index.css";
import { createRoot } from "react-dom/client";
import { App } from "../src/app/App";
import { setBackend } from "../src/backend/backend";
import { failure, fakeBackend } from "./fake-backend";
import { HOSTILE, makeAgents } from "./fake-data";

const wanted = new URLSearchParams(location.search);
const count = Number(wanted.get("agents") ?? "412");
const fake = fakeBackend([...makeAgents(count), ...(wanted.has("hostile") ? HOSTILE : [])]);
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
