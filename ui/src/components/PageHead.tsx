import { Fragment, type ReactNode } from "react";
import { Link } from "wouter";
import { Icon } from "./icons";

export interface Crumb {
  title: string;
  to?: string;
}

interface PageHeadProps {
  title: string;
  crumbs?: Crumb[];
  /** Badges and facts beside the title. */
  beside?: ReactNode;
  /** Buttons at the far right; at most one of them primary. */
  actions?: ReactNode;
  lead?: ReactNode;
  /** Tabs below the title. */
  children?: ReactNode;
}

const SHORT = 24;

export function PageHead({ title, crumbs, beside, actions, lead, children }: PageHeadProps) {
  return (
    <div className={children ? "page-head" : "page-head line"}>
      {crumbs && crumbs.length > 0 ? (
        <nav className="crumbs" aria-label="Path">
          {crumbs.map((crumb, index) => (
            <Fragment key={crumb.title}>
              {index > 0 ? <Icon name="right" /> : null}
              {crumb.to ? <Link href={crumb.to}>{crumb.title}</Link> : <span className="el">{crumb.title}</span>}
            </Fragment>
          ))}
        </nav>
      ) : null}
      <div className="title">
        {/* A short title is never cut for what stands beside it; a long name gives way. */}
        <h1 className="el" title={title} style={title.length <= SHORT ? { flexShrink: 0 } : undefined}>
          {title}
        </h1>
        {beside}
        {actions ? <span className="acts">{actions}</span> : null}
      </div>
      {lead ? <p className="lead">{lead}</p> : null}
      {children}
    </div>
  );
}

export interface Tab {
  to: string;
  title: string;
  count?: number;
  on: boolean;
}

export function Tabs({ tabs, label }: { tabs: Tab[]; label: string }) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <Link key={tab.to} href={tab.to} className={tab.on ? "on" : ""} aria-current={tab.on ? "page" : undefined}>
          {tab.title}
          {tab.count === undefined ? null : <span className="n">{tab.count}</span>}
        </Link>
      ))}
    </nav>
  );
}
