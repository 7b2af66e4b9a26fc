import { Drawer, Radio } from "@mantine/core";
import { useState } from "react";
import type { AgentSummary, CompanyDetail, LinkSuggestionView } from "../../../backend/generated";
import { useCompany, useLink } from "../../../backend/queries";
import { Button, ErrorState, formatNumber, Loading, Note, plural } from "../../../components";
import { CompanyList } from "./CompanyList";
import type { CompaniesRow } from "./state";
import { useNotifyRemoved } from "./useUnlinking";

interface Props {
  row: CompaniesRow | null;
  onClose: () => void;
}

/** The value of "no particular site"; ids of sites are numbers. */
const defaultSite = "default";

function Facts({ detail, onOther }: { detail: CompanyDetail; onOther: () => void }) {
  const { company, configurations } = detail;
  return (
    <div className="chosen top">
      <div className="grow">
        <b className="md block">{company.name}</b>
        <span className="sub2 mono">{company.identifier}</span>
        <span className="sub2">{company.address || company.city || "no address"}</span>
        <span className="sub2">{company.phone || "no phone number"}</span>
        <span className="sub2">
          {plural(configurations, "configuration")}
          {company.status !== "" && ` · company is ${company.status}`}
        </span>
      </div>
      <Button small onClick={onOther}>
        Other company
      </Button>
    </div>
  );
}

function SiteChoice({
  detail,
  site,
  onChange,
}: {
  detail: CompanyDetail;
  site: string;
  onChange: (to: string) => void;
}) {
  return (
    <Radio.Group label="Site" value={site} onChange={onChange}>
      <div className="col g8 sitelist">
        <Radio
          size="xs"
          value={defaultSite}
          label="Default (no particular site)"
          description="Configurations of every site can be matched"
        />
        {detail.sites.map((item) => (
          <Radio
            size="xs"
            key={item.id}
            value={String(item.id)}
            label={item.name}
            description={item.address || "no address"}
          />
        ))}
      </div>
      {detail.sites.length === 0 && <p className="d t12">This company has no active site.</p>}
    </Radio.Group>
  );
}

interface LinkFormProps {
  agent: AgentSummary;
  detail: CompanyDetail;
  onOther: () => void;
  onClose: () => void;
}

function LinkForm({ agent, detail, onOther, onClose }: LinkFormProps) {
  const { company } = detail;
  const current = agent.psa.company;
  const same = company.id === current?.id;
  const currentSite = same && agent.psa.site ? String(agent.psa.site.id) : defaultSite;
  const [site, setSite] = useState(currentSite);
  const link = useLink();
  const notifyRemoved = useNotifyRemoved();
  const unchanged = same && site === currentSite;
  const submit = () =>
    link.mutate(
      { agent: agent.id, company: String(company.id), site: site === defaultSite ? null : site },
      {
        onSuccess: (reply) => {
          const what = current === null ? "Linked" : same ? "Changed the site of" : "Changed";
          notifyRemoved(
            same ? `${what} ${agent.name}` : `${what} ${agent.name} to ${company.name}`,
            reply,
            `The link of ${agent.name}`,
          );
          onClose();
        },
      },
    );
  return (
    <form
      className="col g16"
      onSubmit={(event) => {
        event.preventDefault();
        if (!link.isPending) submit();
      }}
    >
      <Facts detail={detail} onOther={onOther} />
      <SiteChoice detail={detail} site={site} onChange={setSite} />
      {current !== null && !same && agent.psa.matched > 0 && (
        <Note tone="warn">
          The {plural(agent.psa.matched, "match", "matches")} with configurations of {current.name} are removed here;
          Undo puts them back. Nothing is changed in ConnectWise.
        </Note>
      )}
      {link.error && <ErrorState title={`${agent.name} was not linked`} error={link.error} />}
      <div className="row">
        <Button
          type="submit"
          kind="primary"
          icon="link"
          busy={link.isPending}
          disabled={unchanged}
          title={unchanged ? "That is the link it has" : undefined}
          data-autofocus
        >
          {current === null ? "Link" : same ? "Change site" : "Change company"}
        </Button>
        <Button kind="quiet" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function Chosen(props: Omit<LinkFormProps, "detail"> & { company: string }) {
  const detail = useCompany(props.company);
  if (detail.data) {
    return <LinkForm {...props} detail={detail.data} />;
  }
  return detail.error ? (
    <div className="col g12">
      <ErrorState title="The company could not be read" error={detail.error} onRetry={() => void detail.refetch()} />
      <div>
        <Button onClick={props.onOther}>Other company</Button>
      </div>
    </div>
  ) : (
    <Loading what="the company and its sites" />
  );
}

interface ChoosingProps {
  agent: AgentSummary;
  suggestion: LinkSuggestionView | null;
  onClose: () => void;
}

function Choosing({ agent, suggestion, onClose }: ChoosingProps) {
  const { company: current, site } = agent.psa;
  const [company, setCompany] = useState<string | null>(null);
  if (company !== null) {
    return <Chosen key={company} agent={agent} company={company} onOther={() => setCompany(null)} onClose={onClose} />;
  }
  return (
    <div className="companylist">
      {current !== null && (
        <div className="chosen">
          <span className="grow">
            <span className="sub2">Linked at present</span>
            <span className="el md block" title={current.name}>
              {current.name}
            </span>
            <span className="sub2 el">
              <span className="mono">{current.identifier}</span> · {site === null ? "default site" : site.name} ·{" "}
              {formatNumber(agent.psa.matched)} matched
            </span>
          </span>
          <Button small onClick={() => setCompany(String(current.id))}>
            Change site
          </Button>
        </div>
      )}
      <CompanyList suggestion={suggestion} onChoose={setCompany} />
    </div>
  );
}

/** Company and site of one agent, without losing the table behind it. */
export function CompanyDrawer({ row, onClose }: Props) {
  return (
    <Drawer
      opened={row !== null}
      onClose={onClose}
      title={row === null ? "" : `Company for ${row.agent.name}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {row === null ? null : <Choosing key={row.id} agent={row.agent} suggestion={row.suggestion} onClose={onClose} />}
    </Drawer>
  );
}
