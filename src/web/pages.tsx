// Every address and the page behind it. A page is loaded when somebody goes there.
import { type ReactElement, Suspense, lazy } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { ExportButton } from '../features/exports/web/ExportButton.tsx';
import { Waiting } from './kit/States.tsx';
import { ListPage, type ShownList } from './records/ListPage.tsx';
import { PrintButton } from './records/PrintButton.tsx';
import { Guarded, Nowhere } from './Guarded.tsx';
import { extrasOf, recordAccess } from './record-extras.ts';
import { useCatalog } from './use-catalog.ts';

const RecordPage = lazy(() => import('./records/RecordPage.tsx').then((m) => ({ default: m.RecordPage })));
const BoardPage = lazy(() => import('../features/deals/web/BoardPage.tsx').then((m) => ({ default: m.BoardPage })));
const TodayPage = lazy(() =>
  import('../features/activities/web/TodayPage.tsx').then((m) => ({ default: m.TodayPage })),
);
const MailPage = lazy(() => import('../features/mail/web/MailPage.tsx').then((m) => ({ default: m.MailPage })));
const MembersPage = lazy(() =>
  import('../features/members/web/MembersPage.tsx').then((m) => ({ default: m.MembersPage })),
);
const ImportsPage = lazy(() =>
  import('../features/imports/web/ImportsPage.tsx').then((m) => ({ default: m.ImportsPage })),
);
const ImportPage = lazy(() =>
  import('../features/imports/web/ImportPage.tsx').then((m) => ({ default: m.ImportPage })),
);
const ExportsPage = lazy(() =>
  import('../features/exports/web/ExportsPage.tsx').then((m) => ({ default: m.ExportsPage })),
);
const ExportRulesPage = lazy(() =>
  import('../features/exports/web/ExportRulesPage.tsx').then((m) => ({ default: m.ExportRulesPage })),
);
const TotalsPage = lazy(() =>
  import('../features/records/web/TotalsPage.tsx').then((m) => ({ default: m.TotalsPage })),
);
const TotalsHome = lazy(() => import('../features/records/web/SavedPage.tsx').then((m) => ({ default: m.TotalsHome })));
const SavedPage = lazy(() => import('../features/records/web/SavedPage.tsx').then((m) => ({ default: m.SavedPage })));
const ApiPage = lazy(() => import('../features/catalog/web/ApiPage.tsx').then((m) => ({ default: m.ApiPage })));
const RolesPage = lazy(() => import('../features/roles/web/RolesPage.tsx').then((m) => ({ default: m.RolesPage })));
const KeysPage = lazy(() => import('../features/keys/web/KeysPage.tsx').then((m) => ({ default: m.KeysPage })));
const AuditPage = lazy(() => import('../features/ledger/web/AuditPage.tsx').then((m) => ({ default: m.AuditPage })));
const LedgerSettingsPage = lazy(() =>
  import('../features/ledger/web/LedgerSettingsPage.tsx').then((m) => ({ default: m.LedgerSettingsPage })),
);
const ConfigurationPage = lazy(() =>
  import('../features/configuration/web/ConfigurationPage.tsx').then((m) => ({ default: m.ConfigurationPage })),
);
const SubjectsPage = lazy(() =>
  import('../features/privacy/web/SubjectsPage.tsx').then((m) => ({ default: m.SubjectsPage })),
);
const ApplicationsPage = lazy(() =>
  import('../features/applications/web/ApplicationsPage.tsx').then((m) => ({ default: m.ApplicationsPage })),
);
const ApprovalsPage = lazy(() =>
  import('../features/approvals/web/ApprovalsPage.tsx').then((m) => ({ default: m.ApprovalsPage })),
);
const BinPage = lazy(() => import('../features/bin/web/BinPage.tsx').then((m) => ({ default: m.BinPage })));
const NetworkPage = lazy(() =>
  import('../features/network/web/NetworkPage.tsx').then((m) => ({ default: m.NetworkPage })),
);
const OperationsPage = lazy(() =>
  import('../features/operations/web/OperationsPage.tsx').then((m) => ({ default: m.OperationsPage })),
);
const LeaksPage = lazy(() => import('../features/leaks/web/LeaksPage.tsx').then((m) => ({ default: m.LeaksPage })));
const TimeMachinePage = lazy(() =>
  import('../features/past/web/TimeMachinePage.tsx').then((m) => ({ default: m.TimeMachinePage })),
);
const PastPages = lazy(() => import('./past-pages.tsx').then((m) => ({ default: m.PastPages })));
const PrintPage = lazy(() => import('./records/PrintPage.tsx').then((m) => ({ default: m.PrintPage })));
const HoldersPage = lazy(() =>
  import('../features/holders/web/HoldersPage.tsx').then((m) => ({ default: m.HoldersPage })),
);
const PersonPage = lazy(() =>
  import('../features/holders/web/PersonPage.tsx').then((m) => ({ default: m.PersonPage })),
);
const StartLook = lazy(() => import('../features/looks/web/StartLook.tsx').then((m) => ({ default: m.StartLook })));
const Factors = lazy(() => import('../features/factors/web/Factors.tsx').then((m) => ({ default: m.Factors })));
const OwnAccess = lazy(() => import('../features/access/web/OwnAccess.tsx').then((m) => ({ default: m.OwnAccess })));
const LooksAtMe = lazy(() => import('../features/looks/web/LooksAtMe.tsx').then((m) => ({ default: m.LooksAtMe })));
const RequestsPage = lazy(() =>
  import('../features/requests/web/RequestsPage.tsx').then((m) => ({ default: m.RequestsPage })),
);
const ObjectsPage = lazy(() =>
  import('../features/shape/web/ObjectsPage.tsx').then((m) => ({ default: m.ObjectsPage })),
);
const ObjectPage = lazy(() => import('../features/shape/web/ObjectPage.tsx').then((m) => ({ default: m.ObjectPage })));
const Safety = lazy(() => import('./safety-pages.tsx').then((m) => ({ default: m.Safety })));
const Policy = lazy(() => import('./safety-pages.tsx').then((m) => ({ default: m.Policy })));
const SigningIn = lazy(() => import('./safety-pages.tsx').then((m) => ({ default: m.SigningIn })));
const PresetsPage = lazy(() =>
  import('../features/presets/web/PresetsPage.tsx').then((m) => ({ default: m.PresetsPage })),
);
const SettingsPage = lazy(() =>
  import('../features/settings/web/SettingsPage.tsx').then((m) => ({ default: m.SettingsPage })),
);
const AccountPage = lazy(() =>
  import('../features/members/web/AccountPage.tsx').then((m) => ({ default: m.AccountPage })),
);

export function Pages(): ReactElement {
  const catalog = useCatalog();
  const activity = catalog.byName.get('activity');
  const deal = catalog.byName.get('deal');
  const first = catalog.entities.find((e) => !e.setting);
  return (
    <Suspense
      fallback={
        <div className="page page-wait">
          <Waiting />
        </div>
      }
    >
      <Switch>
        <Route path="/">
          <Redirect to={activity === undefined ? `/${first?.path ?? 'account'}` : '/today'} replace />
        </Route>
        <Route path="/link">
          <Redirect to="/today" replace />
        </Route>
        {activity !== undefined && (
          <Route path="/today">
            <TodayPage activity={activity} />
          </Route>
        )}
        <Route path="/members">
          <Guarded permission="admin.members" page={MembersPage} />
        </Route>
        <Route path="/sign-in">
          <Guarded permission="admin.signin" page={SigningIn} />
        </Route>
        <Route path="/mail">
          <Guarded permission="admin.mail" page={MailPage} />
        </Route>
        <Route path="/import">
          <Guarded permission="tool.import" page={ImportsPage} />
        </Route>
        <Route path="/import/:id">{({ id }) => <ImportPage key={id} id={id} />}</Route>
        <Route path="/exports">
          <ExportsPage />
        </Route>
        <Route path="/export-rules">
          <Guarded permission="admin.exports" page={ExportRulesPage} />
        </Route>
        {deal !== undefined && (
          <Route path="/deals/board">
            <BoardPage deal={deal} />
          </Route>
        )}
        <Route path="/totals">
          <TotalsHome />
        </Route>
        <Route path="/totals/saved/:id">{({ id }) => <SavedPage key={id} id={id} />}</Route>
        <Route path="/totals/*">
          {(at) => (
            <Guarded permission="tool.totals">
              <TotalsPage path={at['*']} />
            </Guarded>
          )}
        </Route>
        <Route path="/developers/api">
          <ApiPage />
        </Route>
        <Route path="/account">
          <AccountPage>
            <Factors />
            <OwnAccess />
            <LooksAtMe />
          </AccountPage>
        </Route>
        <Route path="/shape">
          <Guarded permission="admin.shape" page={ObjectsPage} />
        </Route>
        <Route path="/shape/:name">
          {({ name }) => (
            <Guarded permission="admin.shape">
              <ObjectPage key={name} name={name} />
            </Guarded>
          )}
        </Route>
        <Route path="/roles">
          <Guarded permission="admin.roles" page={RolesPage} />
        </Route>
        <Route path="/access">
          <Guarded permission="admin.access" page={HoldersPage} />
        </Route>
        <Route path="/access/:id">
          {({ id }) => (
            <Guarded permission="admin.access">
              <PersonPage key={id} id={id} start={StartLook} looks={LooksAtMe} />
            </Guarded>
          )}
        </Route>
        <Route path="/requests">
          <RequestsPage />
        </Route>
        <Route path="/keys">
          <Guarded permission="admin.keys" page={KeysPage} />
        </Route>
        <Route path="/ledger-settings">
          <Guarded permission="ledger.view" page={LedgerSettingsPage} />
        </Route>
        <Route path="/audit">
          <AuditPage />
        </Route>
        <Route path="/configuration">
          <Guarded permission="admin.history" page={ConfigurationPage} />
        </Route>
        <Route path="/data-subjects">
          <Guarded permission="admin.privacy" page={SubjectsPage} />
        </Route>
        <Route path="/applications">
          <ApplicationsPage />
        </Route>
        <Route path="/approvals">
          <ApprovalsPage />
        </Route>
        <Route path="/operations">
          <OperationsPage />
        </Route>
        <Route path="/bin">
          <BinPage />
        </Route>
        <Route path="/signing-in">
          <Redirect to="/sign-in?tab=open" replace />
        </Route>
        <Route path="/security">
          <Safety />
        </Route>
        <Route path="/security-policy">
          <Policy />
        </Route>
        <Route path="/security-presets">
          <Guarded permission="admin.policy" page={PresetsPage} />
        </Route>
        <Route path="/networks">
          <Guarded permission="network.view" page={NetworkPage} />
        </Route>
        <Route path="/leaks">
          <Guarded permission="admin.leaks" page={LeaksPage} />
        </Route>
        <Route path="/time-machine">
          <Guarded permission="tool.time-machine" page={TimeMachinePage} />
        </Route>
        <Route path="/at/:instant" nest>
          {({ instant }) => <PastPages at={instant.replace(',', '.')} />}
        </Route>
        <Route path="/print/*">{(at) => <Printing path={at['*']} />}</Route>
        <Route path="/settings">
          <Guarded permission="admin.settings" page={SettingsPage} />
        </Route>
        <Route path="/objects/:name">{({ name }) => <Listing path={`objects/${name}`} />}</Route>
        <Route path="/objects/:name/:id">{({ name, id }) => <Viewing path={`objects/${name}`} id={id} />}</Route>
        <Route path="/:path">{({ path }) => <Listing path={path} />}</Route>
        <Route path="/:path/:id">{({ path, id }) => <Viewing path={path} id={id} />}</Route>
        <Route>
          <Nowhere />
        </Route>
      </Switch>
    </Suspense>
  );
}

function listTools(list: ShownList): ReactElement {
  return (
    <>
      <PrintButton list={list} />
      <ExportButton list={list} />
    </>
  );
}

function Printing({ path }: { path: string }): ReactElement {
  const entity = useCatalog().byPath.get(path);
  return entity === undefined ? <Nowhere /> : <PrintPage key={entity.name} entity={entity} />;
}

function Listing({ path }: { path: string }): ReactElement {
  const entity = useCatalog().byPath.get(path);
  return entity === undefined ? <Nowhere /> : <ListPage key={entity.name} entity={entity} tools={listTools} />;
}

function Viewing({ path, id }: { path: string; id: string }): ReactElement {
  const entity = useCatalog().byPath.get(path);
  return entity === undefined ? (
    <Nowhere />
  ) : (
    <RecordPage entity={entity} id={id} extras={extrasOf(entity)} access={recordAccess} />
  );
}
