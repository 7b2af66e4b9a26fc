export { MapSettingsPage } from "./MapSettingsPage";
export { MailPage } from "./mail/MailPage";
export { SettingsPage } from "./SettingsPage";
export { SourcesPage } from "./sources/SourcesPage";
export { VioletSettingsPage } from "./violet/VioletSettingsPage";
