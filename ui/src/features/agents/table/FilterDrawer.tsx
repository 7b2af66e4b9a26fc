import { Checkbox, Drawer, MultiSelect } from "@mantine/core";
import { type ReactNode, useId } from "react";
import type { AgentsFilter, AgentsQuery, TagCount } from "../../../backend/generated";
import { Button, formatNumber, plural, SegmentedFilter, STATUS_WORD, Switch } from "../../../components";
import { NearChoice } from "../../map/NearChoice";
import { LOCATION_SOURCES, NO_FILTER, STATUSES, SYNC_STATES } from "./address";
import { conditionsOf, LOCATION_WORD, SYNC_WORD } from "./words";

interface Props {
  opened: boolean;
  query: AgentsQuery;
  found: number;
  archived: number;
  tags: readonly TagCount[];
  onChange(filter: AgentsFilter): void;
  /** Takes away the search, too; left out where its field always stands beside the filter. */
  onClear?: () => void;
  onClose(): void;
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out like the other groups in every engine.
    <div role="group" aria-labelledby={id} className="col g4">
      <span id={id} className="flabel">
        {title}
      </span>
      {children}
    </div>
  );
}

interface ChoicesProps<Value extends string> {
  title: string;
  all: readonly Value[];
  words: Record<Value, string>;
  chosen: readonly Value[];
  onChange(chosen: Value[]): void;
}

/** Any of several. */
function Choices<Value extends string>({ title, all, words, chosen, onChange }: ChoicesProps<Value>) {
  return (
    <Group title={title}>
      <div className="choices">
        {all.map((value) => (
          <Checkbox
            key={value}
            label={words[value]}
            checked={chosen.includes(value)}
            onChange={(event) =>
              onChange(all.filter((other) => (other === value ? event.currentTarget.checked : chosen.includes(other))))
            }
          />
        ))}
      </div>
    </Group>
  );
}

interface YesNoProps {
  title: string;
  yes: string;
  no: string;
  value: boolean | null;
  onChange(value: boolean | null): void;
}

function YesNo({ title, yes, no, value, onChange }: YesNoProps) {
  return (
    <Group title={title}>
      <span>
        <SegmentedFilter
          small
          label={title}
          value={value === null ? "any" : value ? "yes" : "no"}
          segments={[
            { value: "any", label: "Any" },
            { value: "yes", label: yes },
            { value: "no", label: no },
          ]}
          onChange={(next) => onChange(next === "any" ? null : next === "yes")}
        />
      </span>
    </Group>
  );
}

/** Tags to choose from, the chosen ones too when no agent has them any more. */
function tagNames(tags: readonly TagCount[], chosen: readonly string[]): { value: string; label: string }[] {
  const unknown = chosen.filter((tag) => !tags.some((known) => known.tag === tag));
  return [
    ...tags.map(({ tag, agents }) => ({ value: tag, label: `${tag} (${formatNumber(agents)})` })),
    ...unknown.map((tag) => ({ value: tag, label: tag })),
  ];
}

function FilterForm({ query, found, archived, tags, onChange, onClear, onClose }: Props) {
  const { filter } = query;
  const set = (part: Partial<AgentsFilter>): void => onChange({ ...filter, ...part });
  const isSearched = onClear !== undefined && query.search !== "";
  const isSet = isSearched || filter.status.length > 0 || conditionsOf(filter).length > 0;
  return (
    <div className="col g16">
      <YesNo
        title="ConnectWise company"
        yes="Linked"
        no="Not linked"
        value={filter.linked}
        onChange={(linked) => set({ linked })}
      />
      <Choices
        title="Sync"
        all={SYNC_STATES}
        words={SYNC_WORD}
        chosen={filter.sync}
        onChange={(sync) => set({ sync })}
      />
      <Choices
        title="Status"
        all={STATUSES}
        words={STATUS_WORD}
        chosen={filter.status}
        onChange={(status) => set({ status })}
      />
      <Choices
        title="How exactly the place is known"
        all={LOCATION_SOURCES}
        words={LOCATION_WORD}
        chosen={filter.location}
        onChange={(location) => set({ location })}
      />
      <YesNo
        title="Place and internet exit"
        yes="Location suspicious"
        no="Nothing odd"
        value={filter.doubtful}
        onChange={(doubtful) => set({ doubtful })}
      />
      <Group title="Near">
        <NearChoice value={filter.near} onChange={(near) => set({ near })} />
      </Group>
      {tags.length + filter.tags.length === 0 ? null : (
        <MultiSelect
          label="Tags, any of"
          size="xs"
          data={tagNames(tags, filter.tags)}
          value={filter.tags}
          onChange={(chosen) => set({ tags: chosen })}
          searchable
          clearable
          nothingFoundMessage="No such tag"
          placeholder={filter.tags.length === 0 ? "Any" : undefined}
        />
      )}
      <YesNo
        title="Kind of customer"
        yes="Residential"
        no="Commercial"
        value={filter.residential}
        onChange={(residential) => set({ residential })}
      />
      <YesNo
        title="Violet"
        yes="With an owner"
        no="Without"
        value={filter.violet}
        onChange={(violet) => set({ violet })}
      />
      <YesNo
        title="Source"
        yes="Gone from it"
        no="Still reported"
        value={filter.gone}
        onChange={(gone) => set({ gone })}
      />
      <Switch label="Archived agents" on={filter.archived} onChange={(on) => set({ archived: on })}>
        Show the archive ({plural(archived, "agent")}) in place of the others
      </Switch>
      <div className="drawer-foot">
        <Button kind="primary" onClick={onClose}>
          Show {plural(found, "agent")}
        </Button>
        <Button kind="quiet" disabled={!isSet} onClick={onClear ?? (() => onChange(NO_FILTER))}>
          Clear filter
        </Button>
      </div>
    </div>
  );
}

/** Every condition of the table. It filters at once: the table behind is the answer. */
export function FilterDrawer(props: Props) {
  return (
    <Drawer
      opened={props.opened}
      onClose={props.onClose}
      title="Filter agents"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {props.opened ? <FilterForm {...props} /> : null}
    </Drawer>
  );
}
