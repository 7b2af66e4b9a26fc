import { Drawer, Radio } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import type { AgentSummary, CompanyView } from "../../../backend/generated";
import { useCompanies, useLink, useSites } from "../../../backend/queries";
import { Button, ErrorState, Loading, Note, notifyDone, plural, SearchField } from "../../../components";

interface Props {
  agent: AgentSummary | null;
  onClose: () => void;
}

/** The value of "no particular site"; ids of sites are numbers. */
const defaultSite = "default";

function CompanyList({ onChoose }: { onChoose: (company: CompanyView) => void }) {
  const [search, setSearch] = useState("");
  // Each request goes to ConnectWise: not one per letter.
  const [wanted] = useDebouncedValue(search.trim(), 250);
  const companies = useCompanies(wanted);
  const found = companies.data?.companies ?? [];
  return (
    <div className="col g12">
      <SearchField label="Name or identifier" value={search} onChange={setSearch} width={388} first />
      {companies.error ? (
        <ErrorState
          title="The companies could not be read"
          error={companies.error}
          onRetry={() => void companies.refetch()}
        />
      ) : companies.data === undefined ? (
        <Loading what="companies" />
      ) : found.length === 0 ? (
        <p className="m">
          {wanted === ""
            ? "ConnectWise has no company that this key may see."
            : `No company has “${wanted}” in its name or identifier.`}
        </p>
      ) : (
        <ul className="picklist" aria-label="Companies" aria-busy={companies.isFetching}>
          {found.map((company) => (
            <li key={company.id}>
              <button type="button" className="pick-company" onClick={() => onChoose(company)}>
                <span className="row g6">
                  <span className="el md" title={company.name}>
                    {company.name}
                  </span>
                  {company.status !== "" && <span className="tag end">{company.status}</span>}
                </span>
                <span className="sub2 el">
                  <span className="mono">{company.identifier}</span>
                  {company.city !== "" && ` · ${company.city}`}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface SiteChoiceProps {
  company: CompanyView;
  site: string;
  onChange: (site: string) => void;
}

function SiteChoice({ company, site, onChange }: SiteChoiceProps) {
  const sites = useSites(String(company.id));
  if (sites.error) {
    return <ErrorState title="The sites could not be read" error={sites.error} onRetry={() => void sites.refetch()} />;
  }
  if (sites.data === undefined) {
    return <Loading what="sites" />;
  }
  return (
    <Radio.Group label="Site" value={site} onChange={onChange}>
      <div className="col g8 sitelist">
        <Radio
          size="xs"
          value={defaultSite}
          label="Default (no particular site)"
          description="Configurations of every site can be matched"
        />
        {sites.data.sites.map((item) => (
          <Radio
            size="xs"
            key={item.id}
            value={String(item.id)}
            label={item.name}
            description={item.address || undefined}
          />
        ))}
      </div>
    </Radio.Group>
  );
}

function Choosing({ agent, onClose }: { agent: AgentSummary; onClose: () => void }) {
  const current = agent.psa.company;
  const [company, setCompany] = useState<CompanyView | null>(null);
  const [site, setSite] = useState(defaultSite);
  const link = useLink();
  if (company === null) {
    return (
      <div className="col g12">
        {current && (
          <p className="m">
            Linked at present: <b className="md">{current.name}</b>
          </p>
        )}
        <CompanyList
          onChoose={(chosen) => {
            setCompany(chosen);
            // Choosing the same company again is how its site is changed.
            setSite(chosen.id === current?.id && agent.psa.site ? String(agent.psa.site.id) : defaultSite);
          }}
        />
      </div>
    );
  }
  const changes = current !== null && current.id !== company.id;
  const submit = () =>
    link.mutate(
      { agent: agent.id, company: String(company.id), site: site === defaultSite ? null : site },
      {
        onSuccess: (reply) => {
          const removed =
            reply.matches_removed > 0 ? `; ${plural(reply.matches_removed, "match", "matches")} removed` : "";
          notifyDone(`Linked ${agent.name} to ${company.name}${removed}`);
          onClose();
        },
      },
    );
  return (
    <form
      className="col g16"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="chosen">
        <span className="grow">
          <span className="el md block" title={company.name}>
            {company.name}
          </span>
          <span className="sub2 el mono">{company.identifier}</span>
        </span>
        <Button small onClick={() => setCompany(null)}>
          Other company
        </Button>
      </div>
      <SiteChoice company={company} site={site} onChange={setSite} />
      {changes && agent.psa.matched > 0 && (
        <Note tone="warn">
          The {plural(agent.psa.matched, "match", "matches")} with configurations of {current.name} are removed here.
          Nothing is changed in ConnectWise.
        </Note>
      )}
      {link.error && <ErrorState title={`${agent.name} was not linked`} error={link.error} />}
      <div className="row">
        <Button type="submit" kind="primary" icon="link" busy={link.isPending}>
          Link
        </Button>
        <Button kind="quiet" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

/** Company and site of one agent, without losing the table behind it. */
export function CompanyDrawer({ agent, onClose }: Props) {
  return (
    <Drawer
      opened={agent !== null}
      onClose={onClose}
      title={agent === null ? "" : `Company for ${agent.name}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {agent === null ? null : <Choosing key={agent.id} agent={agent} onClose={onClose} />}
    </Drawer>
  );
}
