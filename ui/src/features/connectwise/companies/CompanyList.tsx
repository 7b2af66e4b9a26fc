import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import type { CompanyView, LinkSuggestionView, TypeView } from "../../../backend/generated";
import { type CompanyFilter, useCompanies, useCompanyFilters } from "../../../backend/queries";
import { Button, ErrorState, formatNumber, Icon, Loading, SearchField } from "../../../components";
import { suggestionWords } from "./state";

const ANY = "";

interface FilterProps {
  label: string;
  any: string;
  items: readonly TypeView[];
  value: number | null;
  onChange: (value: number | null) => void;
}

function Filter({ label, any, items, value, onChange }: FilterProps) {
  return (
    <Select
      aria-label={label}
      className="grow"
      data={[{ value: ANY, label: any }, ...items.map((item) => ({ value: String(item.id), label: item.name }))]}
      value={value === null ? ANY : String(value)}
      onChange={(next) => onChange(next === null || next === ANY ? null : Number(next))}
      comboboxProps={{ withinPortal: true }}
    />
  );
}

/** Why a company that is there in ConnectWise may not stand in the list. */
function Missing({
  filter,
  more,
  none,
  onClear,
}: {
  filter: CompanyFilter;
  more: boolean;
  /** Whether nothing was found: then the reasons are what is wanted. */
  none: boolean;
  onClear: () => void;
}) {
  const filtered = filter.status !== null || filter.type !== null;
  return (
    <details className="missing" open={filtered || more || none || undefined}>
      <summary>Is a company missing?</summary>
      <ul>
        {more && (
          <li>
            <b className="md">There are more than are shown.</b> Type more of its name or identifier.
          </li>
        )}
        {filtered && (
          <li>
            <b className="md">A filter is set.</b> Companies of another status or type are hidden.{" "}
            <Button kind="link" onClick={onClear}>
              Clear the filter
            </Button>
          </li>
        )}
        <li>Its name or identifier is spelled otherwise: search for a part of it.</li>
        <li>It was deleted or merged in ConnectWise. Deleted companies are not listed.</li>
        <li>
          The API member may not see it: it needs Company Maintenance, <i>Inquire: All</i>. With <i>My</i> it sees only
          its own companies.
        </li>
      </ul>
    </details>
  );
}

function Company({ company, onChoose }: { company: CompanyView; onChoose: () => void }) {
  const place = company.address || company.city;
  return (
    <li>
      <button type="button" className="pick-company" onClick={onChoose}>
        <span className="row g6">
          <span className="el md" title={company.name}>
            {company.name}
          </span>
          <span className="el d mono">{company.identifier}</span>
          {company.status !== "" && <span className="tag end">{company.status}</span>}
        </span>
        <span className="sub2 el" title={place}>
          {place || "no address"}
          {company.phone !== "" && ` · ${company.phone}`}
        </span>
      </button>
    </li>
  );
}

/** The companies that are suggested for the agent, best first. */
function Suggested({ suggestion, onChoose }: { suggestion: LinkSuggestionView; onChoose: (company: string) => void }) {
  const companies = [suggestion.company, ...suggestion.others];
  return (
    <div className="col g4">
      <span className="flabel">Suggested</span>
      <ul className="picklist" aria-label="Suggested companies">
        {companies.map((company, index) => (
          <li key={company.id}>
            <button type="button" className="pick-company" onClick={() => onChoose(String(company.id))}>
              <span className="row g6">
                <span className="el md" title={company.name}>
                  {company.name}
                </span>
                <span className="el d mono">{company.identifier}</span>
                {index === 0 && (
                  <span className="end d t12 nw">
                    <Icon name="check" size="xs" className="inline" /> {suggestionWords(suggestion)}
                  </span>
                )}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface Props {
  suggestion: LinkSuggestionView | null;
  /** The id of the company. */
  onChoose: (company: string) => void;
}

/** All companies by name or identifier, status and type. */
export function CompanyList({ suggestion: known, onChoose }: Props) {
  // One that comes later would move the list under the pointer, and another company would be chosen.
  const [suggestion] = useState(known);
  const [search, setSearch] = useState("");
  const [filter, setFilter] = useState<CompanyFilter>({ status: null, type: null });
  // Each request goes to ConnectWise: not one per letter.
  const [wanted] = useDebouncedValue(search.trim(), 250);
  const filters = useCompanyFilters();
  const companies = useCompanies(wanted, filter);
  const found = companies.data?.companies ?? [];
  const filtered = filter.status !== null || filter.type !== null;
  const clear = () => setFilter({ status: null, type: null });
  return (
    <>
      <SearchField label="Name or identifier" value={search} onChange={setSearch} width={388} first />
      <div className="row">
        <Filter
          label="Company status"
          any="Any status"
          items={filters.data?.statuses ?? []}
          value={filter.status}
          onChange={(status) => setFilter({ ...filter, status })}
        />
        <Filter
          label="Company type"
          any="Any type"
          items={filters.data?.types ?? []}
          value={filter.type}
          onChange={(type) => setFilter({ ...filter, type })}
        />
      </div>
      {suggestion !== null && wanted === "" && !filtered && <Suggested suggestion={suggestion} onChoose={onChoose} />}
      {companies.error ? (
        <ErrorState
          title="The companies could not be read"
          error={companies.error}
          onRetry={() => void companies.refetch()}
        />
      ) : companies.data === undefined ? (
        <Loading what="companies" />
      ) : (
        <div className={found.length === 0 ? "col g4" : "col g4 listed"}>
          <span className="flabel">
            {companies.data.more ? `The first ${formatNumber(found.length)} companies` : "Companies"}
            {!companies.data.more && <span className="d">{formatNumber(found.length)}</span>}
          </span>
          {found.length === 0 ? (
            <p className="m">
              {wanted !== ""
                ? `No company has “${wanted}” in its name or identifier${filtered ? " with this status and type" : ""}.`
                : filtered
                  ? "No company has this status and type."
                  : "ConnectWise has no company that this key may see."}
            </p>
          ) : (
            <ul className="picklist" aria-label="Companies" aria-busy={companies.isFetching}>
              {found.map((company) => (
                <Company key={company.id} company={company} onChoose={() => onChoose(String(company.id))} />
              ))}
            </ul>
          )}
        </div>
      )}
      {companies.data && (
        <Missing filter={filter} more={companies.data.more} none={found.length === 0} onClear={clear} />
      )}
    </>
  );
}
