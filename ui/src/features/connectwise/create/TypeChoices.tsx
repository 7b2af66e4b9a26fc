import { Checkbox, Select } from "@mantine/core";
import { useState } from "react";
import type { KindView, TypeView } from "../../../backend/generated";
import { useSetTypeMap } from "../../../backend/queries";
import { Icon, KindIcon, notifyFailure, plural } from "../../../components";
import { sortedTypes } from "./jobs";

interface Props {
  /** The agent, when all devices are of one: a choice can be kept for it alone. */
  agent: string | null;
  kinds: readonly KindView[];
  types: readonly TypeView[];
}

function originWords(set: boolean, own: boolean, type: TypeView | null): string | undefined {
  if (own) return "Chosen for this agent";
  if (set) return "Chosen for all agents";
  return type === null ? undefined : "Found by equal name";
}

/** Which configuration type each kind of device becomes; a change is kept for next time. */
export function TypeChoices({ agent, kinds, types }: Props) {
  const save = useSetTypeMap();
  const [alone, setAlone] = useState(() => kinds.some((kind) => kind.own));
  const data = sortedTypes(types).map((type) => ({ value: String(type.id), label: type.name }));
  const choose = (kind: string, type: string | null) =>
    save.mutate(alone && agent !== null ? { kind, type, agent } : { kind, type }, {
      onError: (reason) => notifyFailure(`The type for ${kind || "devices without a kind"} was not kept.`, reason),
    });
  return (
    <fieldset className="bare">
      <legend className="flabel">
        Type by kind of device <span className="d">kept for next time</span>
      </legend>
      {agent !== null && (
        <Checkbox
          size="xs"
          className="kindscope"
          label="Keep changes for this agent only"
          checked={alone}
          onChange={(event) => setAlone(event.currentTarget.checked)}
        />
      )}
      <div className="kindgrid">
        {kinds.map(({ kind, devices, type, set, own }) => (
          <div className="row g6" key={kind} data-missing={(kind !== "" && type === null) || undefined}>
            <KindIcon kind={kind} />
            <span className="grow el" title={`${kind || "no kind"}, ${plural(devices, "device")}`}>
              {kind || "no kind"} <span className="d">{devices}</span>
            </span>
            {kind !== "" && type === null && (
              <Icon name="warn" size="s" className="c-warn" label="no type: these devices cannot be created" />
            )}
            {kind === "" ? (
              <span className="c-warn t12">choose one type for all</span>
            ) : (
              <Select
                aria-label={`Configuration type for ${kind}`}
                className="kindtype"
                placeholder="Choose a type"
                searchable
                error={type === null}
                data={data}
                value={type === null ? null : String(type.id)}
                onChange={(id) => choose(kind, id)}
                title={originWords(set, own, type)}
              />
            )}
          </div>
        ))}
      </div>
    </fieldset>
  );
}
