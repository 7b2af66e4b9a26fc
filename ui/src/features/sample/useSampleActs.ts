import { useLocation } from "wouter";
import type { Staff } from "../../backend/generated";
import {
  useLeaveSample,
  useRemoveSample,
  useResetSample,
  useSetStaff,
  useStartSample,
  useWorkspaceStatus,
} from "../../backend/queries";
import { startOver, whileSwitching } from "../../backend/workspace-switch";
import { formatNumber, notifyDone } from "../../components";
import { forgetTour, restartTour, rewindTour } from "../tour";

/** The page that every workspace begins with: the ids of the other workspace mean nothing in this one. */
const START_PAGE = "/map";

export interface SampleActs {
  /** Opens the sample; it is made first where there is none. `staff` is who sits here, as far as it is known. */
  start(staff: Staff | null): Promise<void>;
  leave(): Promise<void>;
  reset(): Promise<void>;
  remove(): Promise<void>;
}

/** Going between the own workspace and the sample. Each act rejects with what went wrong, and then changed nothing. */
export function useSampleActs(): SampleActs {
  const [, navigate] = useLocation();
  const { data: status } = useWorkspaceStatus();
  const starting = useStartSample();
  const leaving = useLeaveSample();
  const resetting = useResetSample();
  const removing = useRemoveSample();
  const naming = useSetStaff();

  /** The sample asks nobody again who already said it. */
  async function carryName(staff: Staff | null): Promise<void> {
    if (staff === null) return;
    // Where that fails, the name is asked for: not worth a message.
    await naming.mutateAsync(staff).catch(() => undefined);
  }

  function goOn(): void {
    navigate(START_PAGE);
    startOver();
  }

  return {
    start: (staff) =>
      whileSwitching(async () => {
        const isNew = !(status?.sample_exists ?? false);
        await starting.mutateAsync({ directory: null });
        if (isNew) restartTour();
        await carryName(staff);
        goOn();
      }),
    leave: () =>
      whileSwitching(async () => {
        await leaving.mutateAsync({});
        goOn();
        notifyDone("Back in your own workspace. The sample is kept as you left it.");
      }),
    reset: () =>
      whileSwitching(async () => {
        const inside = status?.sample ?? false;
        const { agents, devices } = await resetting.mutateAsync({});
        rewindTour();
        if (inside) {
          await carryName(status?.staff ?? null);
          goOn();
        }
        notifyDone(`The sample is as new: ${formatNumber(agents)} agents, ${formatNumber(devices)} devices.`);
      }),
    remove: () =>
      whileSwitching(async () => {
        const inside = status?.sample ?? false;
        const reply = await removing.mutateAsync({});
        forgetTour();
        if (inside) goOn();
        notifyDone(reply.removed ? "The sample was removed from this computer." : "There was no sample to remove.");
      }),
  };
}
