import { Menu } from "@mantine/core";
import { useState } from "react";
import type { VioletGrant, VioletGrantReply, VioletPreset, VioletView } from "../../../backend/generated";
import { useGrantPreset, usePresetPreview } from "../../../backend/queries";
import { Button, CheckBox, ConfirmDialog, ErrorState, Icon, Loading, notifyDone, plural } from "../../../components";
import { GRANT_WORD, GRANTS, reasonSentence } from "../words";

const PRESETS: Record<VioletPreset, { title: string; says: string }> = {
  tvs_and_consoles: {
    title: "TVs and consoles",
    says: "televisions, streaming boxes, games consoles and their like",
  },
  everything_but_infrastructure: {
    title: "Everything but infrastructure",
    says: "all devices but the router, switches, access points and the collector",
  },
};

/** What homes are usually given, shown before it is given. */
export function PresetMenu({ view }: { view: VioletView }) {
  const [chosen, setChosen] = useState<VioletPreset | null>(null);
  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button disabled={!view.residential}>
            Presets
            <Icon name="down" size="s" />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(Object.keys(PRESETS) as VioletPreset[]).map((preset) => (
            <Menu.Item key={preset} onClick={() => setChosen(preset)}>
              {PRESETS[preset].title}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {chosen === null ? null : (
        <PresetDialog key={chosen} view={view} preset={chosen} onClose={() => setChosen(null)} />
      )}
    </>
  );
}

/** Sight comes with the others. */
function withSight(grants: readonly VioletGrant[]): VioletGrant[] {
  return GRANTS.filter((grant) => grant === "visible" || grants.includes(grant));
}

interface DialogProps {
  view: VioletView;
  preset: VioletPreset;
  onClose(): void;
}

function PresetDialog({ view, preset, onClose }: DialogProps) {
  const [grants, setGrants] = useState<VioletGrant[]>(["visible"]);
  const preview = usePresetPreview({ agent: view.agent, preset, grants });
  const give = useGrantPreset();
  const { title, says } = PRESETS[preset];
  return (
    <ConfirmDialog
      opened
      title={title}
      action={preview.data ? `Give on ${plural(preview.data.changed, "device")}` : "Give"}
      onConfirm={() =>
        give
          .mutateAsync({ agent: view.agent, preset, grants, dry_run: false })
          .then(({ changed }) => notifyDone(`${title}: given on ${plural(changed, "device")}`))
      }
      onClose={onClose}
    >
      <div className="col g12">
        <span>
          Gives the owner {says}. Nothing is taken away, and what other devices hang on is left out: it asks first, one
          by one.
        </span>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one inline row in every engine. */}
        <div role="group" aria-label="What is given" className="row g12">
          {GRANTS.map((grant) => (
            <span key={grant} className="row g6 t13">
              <CheckBox
                label={GRANT_WORD[grant]}
                state={grants.includes(grant) ? "on" : "off"}
                disabled={grant === "visible"}
                onToggle={() =>
                  setGrants(
                    withSight(grants.includes(grant) ? grants.filter((each) => each !== grant) : [...grants, grant]),
                  )
                }
              />
              <span aria-hidden="true">{GRANT_WORD[grant]}</span>
            </span>
          ))}
        </div>
        {preview.error ? (
          <ErrorState
            title="What it would change could not be read"
            error={preview.error}
            onRetry={() => void preview.refetch()}
          />
        ) : preview.data ? (
          <Preview reply={preview.data} />
        ) : (
          <Loading what="what it would change" />
        )}
      </div>
    </ConfirmDialog>
  );
}

function Preview({ reply: { changed, left } }: { reply: VioletGrantReply }) {
  return (
    <div className="col g4 t13" role="status">
      <b className="md">
        {changed === 0
          ? left.length === 0
            ? "Nothing would change: all of it is given already."
            : "Nothing would change."
          : `${plural(changed, "device")} would change.`}
      </b>
      {left.length === 0 ? null : (
        <>
          <span className="m">Left as they are:</span>
          <ul className="choice preset-left">
            {left.map((each) => (
              <li key={`${each.device}/${each.grant}`}>
                <span className="grow">{reasonSentence(each.name, each.reason_text)}</span>
                <span className="d t12">{GRANT_WORD[each.grant]}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
