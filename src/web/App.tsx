// Who is there decides what is drawn: a one-time link, the sign-in, or the application.
import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { I18nProvider } from '@lingui/react';
import { type QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { Component, type ReactElement, type ReactNode, Suspense, lazy, useEffect } from 'react';
import { useLocation } from 'wouter';
import { CallError, whenLookOver } from './call.ts';
import { catalogKey, fetchCatalog } from './catalog.ts';
import { i18n, t } from './i18n/i18n.ts';
import { authorizationQuery, authorizePath } from './authorization.ts';
import { linkPath, linkToken } from './link-token.ts';
import { endLook } from './look.ts';
import { Failure, Waiting } from './kit/States.tsx';
import { Toasts } from './kit/Toasts.tsx';
import { setVault } from './page-title.ts';
import { Pages } from './pages.tsx';
import { useSession } from './session.ts';
import { Shell } from './shell/Shell.tsx';

const LinkPage = lazy(() => import('../features/signin/web/LinkPage.tsx').then((m) => ({ default: m.LinkPage })));
const SignInPage = lazy(() => import('../features/signin/web/SignInPage.tsx').then((m) => ({ default: m.SignInPage })));
const ConsentPage = lazy(() =>
  import('../features/applications/web/ConsentPage.tsx').then((m) => ({ default: m.ConsentPage })),
);
const StepUp = lazy(() => import('../features/signin/web/StepUp.tsx').then((m) => ({ default: m.StepUp })));
const EnrolPage = lazy(() => import('../features/factors/web/EnrolPage.tsx').then((m) => ({ default: m.EnrolPage })));
const AgreePage = lazy(() =>
  import('../features/security-policy/web/AgreePage.tsx').then((m) => ({ default: m.AgreePage })),
);
const RenewPage = lazy(() => import('../features/members/web/RenewPage.tsx').then((m) => ({ default: m.RenewPage })));
const SessionEnded = lazy(() =>
  import('../features/signin/web/SessionEnded.tsx').then((m) => ({ default: m.SessionEnded })),
);

const PolicyOwed = lazy(() =>
  import('../features/security-policy/web/PolicyOwed.tsx').then((m) => ({ default: m.PolicyOwed })),
);

const SessionKeeper = lazy(() =>
  import('../features/sessions/web/SessionKeeper.tsx').then((m) => ({ default: m.SessionKeeper })),
);

export function App({ client }: { client: QueryClient }): ReactElement {
  return (
    <I18nProvider i18n={i18n}>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={client}>
          <Tooltip.Provider delay={500}>
            <Boundary>
              <Suspense>
                <Door />
              </Suspense>
            </Boundary>
            <section id="floating" aria-label={t('shell.floating')} />
            <Toasts />
            <p id="announcer" className="sr" aria-live="polite" />
          </Tooltip.Provider>
        </QueryClientProvider>
      </CSPProvider>
    </I18nProvider>
  );
}

function Door(): ReactElement {
  const [location, navigate] = useLocation();
  const token = location === linkPath ? linkToken : null;
  const session = useSession(token === null);
  useEffect(() => whenLookOver(() => void endLook()), []);
  const enter = () => {
    navigate(location === linkPath ? '/' : location, { replace: true });
    void session.refetch();
  };
  if (token !== null) return <LinkPage token={token} onDone={enter} />;
  if (session.data !== undefined) {
    setVault(session.data.tenant.name);
    if (session.data.password.owed) return <RenewPage onDone={enter} />;
    if (session.data.factor.level === 'enrol') return <EnrolPage onDone={enter} stepUp={<StepUp />} />;
    if (session.data.factor.level === 'agree') return <AgreePage onDone={enter} />;
    const asked = location === authorizePath ? authorizationQuery : null;
    return (
      <>
        {asked === null ? <Inside /> : <ConsentPage query={asked} />}
        <Suspense>
          <PolicyOwed />
        </Suspense>
      </>
    );
  }
  if (session.isPending) return <Bones />;
  if (session.error instanceof CallError && session.error.problem.status === 401) return <SignInPage onDone={enter} />;
  return (
    <main className="gate">
      <Failure error={session.error} onRetry={() => void session.refetch()} />
    </main>
  );
}

function Inside(): ReactElement {
  const catalog = useQuery({ queryKey: catalogKey, queryFn: fetchCatalog, staleTime: Infinity, gcTime: Infinity });
  if (catalog.data !== undefined) {
    return (
      <>
        <Shell>
          <Pages />
        </Shell>
        <Suspense>
          <SessionEnded />
          <StepUp />
          <SessionKeeper />
        </Suspense>
      </>
    );
  }
  if (!catalog.isError) return <Bones />;
  return (
    <main className="gate">
      <Failure error={catalog.error} onRetry={() => void catalog.refetch()} />
    </main>
  );
}

/** What will stand around the page, as soon as it is worth showing. */
function Bones(): ReactElement {
  return (
    <div className="shell">
      <div className="nav nav-bones" aria-hidden />
      <div className="shell-main">
        <div className="top-bar" aria-hidden />
        <main className="main">
          <div className="page-body">
            <Waiting lines={8} />
          </div>
        </main>
      </div>
    </div>
  );
}

/** A mistake of ours in drawing a page: said as such, with a way on. */
class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return (
      <main className="gate">
        <Failure error={this.state.error} onRetry={() => location.reload()} />
      </main>
    );
  }
}
