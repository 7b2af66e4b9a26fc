import { lazy, Suspense } from "react";
import { Redirect, Route, Switch, useSearch } from "wouter";
import { Loading } from "../components";

// Each section is its own file, so that the first window does not wait for all of them.
const MapPage = lazy(() => import("../features/map").then((part) => ({ default: part.MapPage })));
const AgentsPage = lazy(() => import("../features/agents").then((part) => ({ default: part.AgentsPage })));
const AgentPage = lazy(() => import("../features/agents").then((part) => ({ default: part.AgentPage })));
const ImportPage = lazy(() => import("../features/import").then((part) => ({ default: part.ImportPage })));
const SettingsPage = lazy(() => import("../features/settings").then((part) => ({ default: part.SettingsPage })));
const MapSettingsPage = lazy(() => import("../features/settings").then((part) => ({ default: part.MapSettingsPage })));
const SourcesPage = lazy(() => import("../features/settings").then((part) => ({ default: part.SourcesPage })));
const VioletSettingsPage = lazy(() =>
  import("../features/settings").then((part) => ({ default: part.VioletSettingsPage })),
);
const MailPage = lazy(() => import("../features/settings").then((part) => ({ default: part.MailPage })));
const VioletPage = lazy(() => import("../features/violet").then((part) => ({ default: part.VioletPage })));
const SheetPage = lazy(() => import("../features/agents").then((part) => ({ default: part.SheetPage })));
const CompaniesPage = lazy(() => import("../features/connectwise").then((part) => ({ default: part.CompaniesPage })));
const MatchingPage = lazy(() => import("../features/connectwise").then((part) => ({ default: part.MatchingPage })));
const PlanPage = lazy(() => import("../features/connectwise").then((part) => ({ default: part.PlanPage })));
const DuplicatesPage = lazy(() => import("../features/connectwise").then((part) => ({ default: part.DuplicatesPage })));
const FieldsPage = lazy(() => import("../features/connectwise").then((part) => ({ default: part.FieldsPage })));
const ManagePage = lazy(() => import("../features/connectwise").then((part) => ({ default: part.ManagePage })));
const ActivityPage = lazy(() => import("../features/activity").then((part) => ({ default: part.ActivityPage })));
const ChangesPage = lazy(() => import("../features/activity").then((part) => ({ default: part.ChangesPage })));
const RunPage = lazy(() => import("../features/activity").then((part) => ({ default: part.RunPage })));

/** Reads the map while another page is looked at: most people begin or go on there. A failure is told when it is opened. */
export function readMapAhead(): void {
  import("../features/map").then(({ warmUp }) => warmUp()).catch(() => undefined);
}

/** `/agents?import` is how pages and bookmarks call the import. */
function AgentsOrImport() {
  const search = useSearch();
  return new URLSearchParams(search).has("import") ? <Redirect to="/import" replace /> : <AgentsPage />;
}

/** Pages read their own part of the address with useParams. */
export function Routes() {
  return (
    <Suspense fallback={<Loading what="the page" />}>
      <Switch>
        <Route path="/map" component={MapPage} />
        <Route path="/agents" component={AgentsOrImport} />
        <Route path="/agents/:id/sheet" component={SheetPage} />
        <Route path="/import" component={ImportPage} />
        <Route path="/agents/:id/:tab?" component={AgentPage} />
        <Route path="/connectwise/companies" component={CompaniesPage} />
        <Route path="/connectwise/matching/:agent?" component={MatchingPage} />
        <Route path="/connectwise/plan/:agent" component={PlanPage} />
        <Route path="/connectwise/duplicates/:agent" component={DuplicatesPage} />
        <Route path="/connectwise/fields/:agent?" component={FieldsPage} />
        <Route path="/connectwise/manage" component={ManagePage} />
        <Route path="/connectwise">
          <Redirect to="/connectwise/companies" replace />
        </Route>
        <Route path="/violet" component={VioletPage} />
        <Route path="/activity" component={ActivityPage} />
        <Route path="/activity/changes" component={ChangesPage} />
        <Route path="/activity/:run" component={RunPage} />
        <Route path="/settings" component={SettingsPage} />
        <Route path="/settings/map" component={MapSettingsPage} />
        <Route path="/settings/sources" component={SourcesPage} />
        <Route path="/settings/violet" component={VioletSettingsPage} />
        <Route path="/settings/mail" component={MailPage} />
        <Route>
          <Redirect to="/map" replace />
        </Route>
      </Switch>
    </Suspense>
  );
}
