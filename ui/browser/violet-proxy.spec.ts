/** The reverse proxy in front of the owners' app, as the office names it. */

import { expect, expectNoBarriers, picture, portOfOwners, test } from "./desk";

test("a proxy that passes requests on without being named is told, and named with one press", async ({
  page,
  desk,
}) => {
  await desk.sit();
  const service = await desk.serve(["--listen", "127.0.0.1:0"]);
  try {
    const port = await portOfOwners(service);
    const passedOn = { headers: { "x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https" } };
    expect((await fetch(`http://127.0.0.1:${port}/sign-in`, passedOn)).status).toBe(200);
    const unnamed = async () => (await desk.call("violet_settings_show", {})).serving?.unnamed_proxy;
    await expect.poll(unnamed).toBe("127.0.0.1");

    await page.goto(desk.page("settings/violet"));
    const card = page.getByRole("region", { name: "Where it runs" });
    await expect(card).toContainText("Requests come from 127.0.0.1, which says that it passes them on");
    await expectNoBarriers(page);
    await picture(page, "violet-unnamed-proxy");
    await card.getByRole("button", { name: "Name 127.0.0.1" }).click();
    await expect(card.getByLabel("Reverse proxy")).toHaveValue("127.0.0.1");
    await expect(card).not.toContainText("Requests come from");
    await picture(page, "violet-named-proxy");

    await card.getByLabel("Reverse proxy").fill("localhost");
    await card.getByLabel("Reverse proxy").press("Enter");
    await expect(card.getByRole("alert")).toContainText("it is no IP address, such as 127.0.0.1");
    await expectNoBarriers(page);
    await picture(page, "violet-refused-proxy");
    expect((await desk.call("violet_settings_show", {})).reverse_proxy).toBe("127.0.0.1");
  } finally {
    await service.stop();
  }
});
