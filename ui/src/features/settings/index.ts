export { MapSettingsPage } from "./MapSettingsPage";
export { SettingsPage } from "./SettingsPage";
export { SourcesPage } from "./sources/SourcesPage";
