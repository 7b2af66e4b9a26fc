import { useExportDuplicates } from "../../../backend/queries";
import { ExportDialog as FileDialog, notifyDone } from "../../../components";
import { exportName } from "./groups";

interface Props {
  opened: boolean;
  agent: string;
  identifier: string;
  onClose: () => void;
}

/** Where the list of duplicates is written to. */
export function ExportDialog({ opened, agent, identifier, onClose }: Props) {
  const write = useExportDuplicates();
  return (
    <FileDialog
      opened={opened}
      title="Export duplicates"
      name={exportName(identifier, new Date())}
      onExport={(path) => write.mutateAsync({ agent, path }).then((reply) => notifyDone(`Written to ${reply.path}`))}
      onClose={onClose}
    >
      A CSV file with one line per configuration, for whoever clears them up. The list is read afresh first.
    </FileDialog>
  );
}
