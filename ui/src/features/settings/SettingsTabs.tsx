import { Tabs } from "../../components";

/** The parts of the settings. */
export function SettingsTabs({ at }: { at: "general" | "map" | "sources" | "violet" | "mail" }) {
  return (
    <Tabs
      label="Parts of the settings"
      tabs={[
        { to: "/settings", title: "General", on: at === "general" },
        { to: "/settings/map", title: "Map", on: at === "map" },
        { to: "/settings/sources", title: "Sources", on: at === "sources" },
        { to: "/settings/violet", title: "Violet", on: at === "violet" },
        { to: "/settings/mail", title: "Mail", on: at === "mail" },
      ]}
    />
  );
}
