/** Streets on the map: chosen in the settings, from a service that the test plays. */

import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { townFile } from "../tests/town";
import { type Desk, expect, expectNoBarriers, message, picture, test } from "./desk";

/** A grey square, as a picture of streets. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGO4duk0AAT1AnRIRGDDAAAAAElFTkSuQmCC",
  "base64",
);

interface Tiles {
  template: string;
  asked: string[];
  /** What is answered from now on. */
  status: number;
  server: Server;
}

async function tiles(): Promise<Tiles> {
  const asked: string[] = [];
  const played: Tiles = { template: "", asked, status: 200, server: createServer() };
  played.server.on("request", (request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(played.status, { "content-type": "image/png", "cache-control": "max-age=3600" });
    response.end(played.status === 200 ? PNG : "");
  });
  await new Promise<void>((ready) => played.server.listen(0, "127.0.0.1", ready));
  const { port } = played.server.address() as AddressInfo;
  played.template = `http://127.0.0.1:${port}/{z}/{x}/{y}.png`;
  return played;
}

let service: Tiles;

const HULL = { lat: 53.7443, lon: -0.3325 };

async function pin(desk: Desk, agent: string): Promise<void> {
  await desk.call("locate_pin", { agent, ...HULL } as Parameters<typeof desk.call<"locate_pin">>[1]);
}

test.beforeEach(async ({ desk }) => {
  await desk.fill();
  service = await tiles();
});

test.afterEach(() => {
  service.server.close();
});

test("streets are chosen in the settings, named on the map, and taken away again", async ({ page, desk }) => {
  await page.goto(desk.page("settings/map"));
  const choice = page.getByRole("group", { name: "Where the streets come from" });
  await choice.getByText("OpenStreetMap", { exact: true }).click();
  await expect(page.getByText(/paid by donations/)).toBeVisible();
  expect(service.asked).toEqual([]);
  await choice.getByText("Another service", { exact: true }).click();
  await page.getByLabel("Address of the pictures").fill("https://192.168.1.9/{z}/{x}/{y}");
  await page.getByLabel("Name on the map").fill("Town streets");
  await page.getByLabel("Whom the map has to name").fill("© Town surveyors");
  await page.getByRole("button", { name: "Show these streets" }).click();
  await expect(page.getByText(/over HTTPS and from the internet only/)).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "settings-map");
  await page.getByLabel("Address of the pictures").fill(service.template);
  await page.getByRole("button", { name: "Show these streets" }).click();
  await expect(message(page, "The map shows the streets of Town streets")).toBeVisible();

  await page.goto(desk.page("map"));
  await expect(page.getByText("Streets: Town streets")).toBeVisible();
  await expect(page.getByText(/© Town surveyors/)).toBeVisible();
  await expect(page.locator(".streets .leaflet-tile-loaded").first()).toBeVisible();
  await expectNoBarriers(page);
  await picture(page, "map-streets");

  await page.goto(desk.page("settings/map"));
  await page.getByRole("button", { name: "Remove streets" }).click();
  await expect(message(page, "The map has no streets now")).toBeVisible();
  await page.goto(desk.page("map"));
  await expect(page.getByText("Offline map, no streets")).toBeVisible();
});

test("where the service does not answer, the offline map is seen and said to be", async ({ page, desk }) => {
  await desk.call("streets_use_service", {
    name: "Town streets",
    template: service.template,
    attribution: "© Town surveyors",
    max_zoom: 19,
    key: "",
  });
  service.status = 503;
  await page.goto(desk.page("map"));
  await expect(page.getByText("Offline map: Town streets does not answer")).toBeVisible();
  await expect(page.locator(".mk").first()).toBeVisible();
  await page.goto(desk.page("settings/map"));
  await expect(page.getByText(/The last tile did not come/)).toBeVisible();
  await picture(page, "settings-map-trouble");
});

test("one may look nearer than the offline map goes, and a picture is asked for once", async ({ page, desk }) => {
  await desk.call("streets_use_service", {
    name: "Town streets",
    template: service.template,
    attribution: "© Town surveyors",
    max_zoom: 19,
    key: "",
  });
  const agent = await desk.agent("Northside Dental");
  await pin(desk, agent);
  await page.goto(desk.page(`agents/${agent}`));
  await expect(page.getByText("Streets: Town streets")).toBeVisible();
  await expect.poll(() => service.asked.some((path) => path.startsWith("/16/"))).toBe(true);
  // Leaving the page breaks off what is under way, and that is asked for again: first all of it.
  const allCame = async () => {
    await expect(page.locator(".streets .leaflet-tile").first()).toBeAttached();
    await expect(page.locator(".streets .leaflet-tile:not(.leaflet-tile-loaded)")).toHaveCount(0);
  };
  await allCame();
  await page.reload();
  await expect(page.getByText("Streets: Town streets")).toBeVisible();
  await allCame();
  expect(new Set(service.asked).size).toBe(service.asked.length);
  await picture(page, "agent-streets");
});

for (const layout of ["Protomaps", "OpenMapTiles", "Shortbread"] as const) {
  test(`streets come from a file with vector tiles of ${layout}, without a network`, async ({ page, desk }, {
    outputDir,
  }) => {
    const file = join(outputDir, "town.pmtiles");
    await mkdir(outputDir, { recursive: true });
    await writeFile(file, townFile(layout, HULL.lat, HULL.lon));
    await page.goto(desk.page("settings/map"));
    await page.getByRole("group", { name: "Where the streets come from" }).getByText("A file", { exact: true }).click();
    const form = page.getByRole("form", { name: "Streets of a file" });
    await form.getByLabel("PMTiles or MBTiles file").fill(file);
    await form.getByRole("button", { name: "Use file" }).click();
    await expect(message(page, "The map shows the streets of Streets of Hull")).toBeVisible();
    await expect(page.getByText("Vector, zoom 0 to 14")).toBeVisible();
    await picture(page, `settings-map-vector-${layout.toLowerCase()}`);

    const agent = await desk.agent("Northside Dental");
    await pin(desk, agent);
    await page.goto(desk.page("map"));
    await expect(page.getByText("Streets: Streets of Hull")).toBeVisible();
    await expect(page.getByText(/© Town surveyors/)).toBeVisible();
    await page.goto(desk.page(`agents/${agent}`));
    await expect(page.getByText("Streets: Streets of Hull")).toBeVisible();
    await picture(page, `agent-vector-${layout.toLowerCase()}`);
  });
}
