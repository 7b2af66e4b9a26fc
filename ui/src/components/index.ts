/** One way to do each thing: pages import their parts from here. */
export { Badge, MatchLetter, type MatchLetterState, StateBadge, type Tone } from "./Badge";
export { Button, type ButtonProps } from "./Button";
export { ConfirmDialog } from "./ConfirmDialog";
export { CopyText } from "./CopyText";
export { type Column, DataTable } from "./DataTable";
export { FieldFrame, ReadOnlyField, TextField } from "./Field";
export * from "./format";
export { Icon, type IconName } from "./icons";
export { KeyBar, KeyHint, MOD } from "./KeyHint";
export { KindIcon } from "./KindIcon";
export { notifyDone, notifyFailure } from "./notify";
export { type Crumb, PageHead, type Tab, Tabs } from "./PageHead";
export { SavedList, SavedSelect, SavedTextarea, SavedTextField } from "./SavedFields";
export { SaveScope, SaveState } from "./SaveState";
export { EmptyState, ErrorHelp, ErrorState, Loading, NoResults, Note } from "./States";
export { STATUS_FILL, STATUS_ORDER, STATUS_WORD, StatusShape } from "./StatusShape";
export { Time } from "./Time";
export { SearchField, type Segment, SegmentedFilter, Toolbar } from "./Toolbar";
