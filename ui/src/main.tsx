import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import "@fontsource-variable/inter";
import "leaflet/dist/leaflet.css";
import "./theme/index.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { chooseBackend } from "./backend/backend";

async function start(): Promise<void> {
  await chooseBackend();
  const root = document.getElementById("root");
  if (root) createRoot(root).render(<App />);
}

void start();
