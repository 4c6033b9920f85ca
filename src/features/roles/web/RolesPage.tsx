// Who may do what: the roles as tabs, the matrix of the chosen one, its areas, what it adds up to and who holds it.
import { Download, Plus } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { useSearchParams } from 'wouter';
import { apiBase } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { Tabs } from '../../../web/kit/Tabs.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { usePageTitle } from '../../../web/page-title.ts';
import { may, useMe } from '../../../web/session.ts';
import type { Catalogue } from '../contract.ts';
import { RoleDialog } from './RoleDialog.tsx';
import { RoleEditor } from './RoleEditor.tsx';
import { TestsPanel } from './TestsPanel.tsx';
import { useRoleMatrix } from './use-roles.ts';
import './roles.css';
import { t } from './words.ts';

/** The tab behind those of the roles. */
const testsTab = 'tests';

function rightsIn({ objects, areas }: Catalogue): number {
  return objects.reduce((sum, o) => sum + o.verbs.length, areas.length);
}

export function RolesPage(): ReactElement {
  const [params, setParams] = useSearchParams();
  const [making, setMaking] = useState(false);
  const [unsaved, setUnsaved] = useState(false);
  const matrix = useRoleMatrix();
  const mayChange = may(useMe(), 'admin.grants');
  usePageTitle(t('roles.title'));
  const roles = matrix.data?.roles ?? [];
  const chosen = params.get('role') ?? roles[0]?.id ?? '';
  const open = (id: string) => {
    const here = roles.find((r) => r.id === chosen);
    if (unsaved && here !== undefined) showToast({ text: t('roles.unsaved', { name: here.name }) });
    else setParams({ role: id });
  };
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('roles.title')}</h1>
        {matrix.data && (
          <span className="muted hide-phone">{t('roles.rightsCount', { count: rightsIn(matrix.data.catalogue) })}</span>
        )}
        <span className="grow" />
        <a className="btn hide-phone" href={`${apiBase}/role-matrix/file`} download>
          <Download className="icon" aria-hidden />
          {t('roles.download')}
        </a>
        {mayChange && (
          <Button icon={Plus} onClick={() => setMaking(true)}>
            {t('roles.create')}
          </Button>
        )}
      </header>
      {matrix.isPending && <Waiting />}
      {matrix.isError && <Failure error={matrix.error} onRetry={() => void matrix.refetch()} />}
      {matrix.data && (
        <Tabs
          value={chosen}
          onChange={open}
          label={t('roles.rail')}
          tabs={[
            ...roles.map((role) => ({
              value: role.id,
              label: role.name,
              panel: (
                <RoleEditor
                  key={`${role.id} ${role.version}`}
                  role={role}
                  roles={roles}
                  catalogue={matrix.data.catalogue}
                  mayChange={mayChange && role.key !== 'owner'}
                  onUnsaved={setUnsaved}
                  onOpen={(id) => setParams({ role: id })}
                />
              ),
            })),
            { value: testsTab, label: t('tests.title'), panel: <TestsPanel roles={roles} mayChange={mayChange} /> },
          ]}
        />
      )}
      {making && <RoleDialog from={null} onClose={() => setMaking(false)} onMade={(id) => setParams({ role: id })} />}
    </div>
  );
}
