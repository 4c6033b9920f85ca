// One role: its matrix, fields and areas as a draft that is reviewed before it is saved; text where it may not be changed.
import { useQueryClient } from '@tanstack/react-query';
import { MoreHorizontal } from 'lucide-react';
import { type ReactElement, Suspense, lazy, useEffect, useMemo, useState } from 'react';
import { differences } from '../../../contract/role-differences.ts';
import { Areas } from '../../../web/access/Areas.tsx';
import { type Grants, verbOrder } from '../../../web/access/grants.ts';
import { Matrix, type RulesProps } from '../../../web/access/Matrix.tsx';
import { narrowTo } from '../../../web/access/narrow.ts';
import { ObjectDetails } from '../../../web/access/ObjectDetails.tsx';
import { t as access } from '../../../web/access/words.ts';
import { tellWaiting } from '../../../web/access/pending.ts';
import { call } from '../../../web/call.ts';
import { formatDateTime } from '../../../web/format.ts';
import { Button, IconButton } from '../../../web/kit/Button.tsx';
import { MenuButton } from '../../../web/kit/Menu.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { useMe } from '../../../web/session.ts';
import { offerUndo } from '../../../web/undo.ts';
import type { Catalogue, Role } from '../contract.ts';
import { CompareDialog } from './CompareDialog.tsx';
import { HeldBy } from './HeldBy.tsx';
import { ReviewDialog } from './ReviewDialog.tsx';
import { RoleDialog } from './RoleDialog.tsx';
import { SumUp } from './SumUp.tsx';
import { rolesKey } from './use-roles.ts';
import { useRoleWords } from './use-role-words.ts';
import { t } from './words.ts';

const RuleEditor = lazy(() => import('../../../web/access/RuleEditor.tsx').then((m) => ({ default: m.RuleEditor })));

interface Props {
  role: Role;
  roles: readonly Role[];
  catalogue: Catalogue;
  mayChange: boolean;
  onUnsaved: (unsaved: boolean) => void;
  onOpen: (id: string) => void;
}

export function RoleEditor({ role, roles, catalogue, mayChange, onUnsaved, onOpen }: Props): ReactElement {
  const client = useQueryClient();
  const me = useMe();
  const before = role.grants as Grants;
  const [{ next, past }, setDraft] = useState<{ next: Grants; past: readonly Grants[] }>({ next: before, past: [] });
  const setNext = (grants: Grants) => setDraft({ next: grants, past: [...past.slice(-99), next] });
  const undo = (): boolean => {
    const last = past.at(-1);
    if (last !== undefined) setDraft({ next: last, past: past.slice(0, -1) });
    return last !== undefined;
  };
  const [text, setText] = useState('');
  const [dialog, setDialog] = useState<'review' | 'rename' | 'clone' | 'compare' | null>(null);
  const changes = useMemo(() => differences(before as never, next as never).length, [before, next]);
  useEffect(() => {
    onUnsaved(changes > 0);
    return () => onUnsaved(false);
  }, [changes, onUnsaved]);
  const rights = useRoleWords(catalogue.objects);
  const verbs = verbOrder.filter((verb) => catalogue.objects.some((o) => o.verbs.includes(verb)));
  const shown = narrowTo(text, { objects: catalogue.objects, verbs, areas: catalogue.areas }, rights);
  const { objects, areas } = shown;
  const save = async (reason: string): Promise<void> => {
    const { data, operation } = await call('PUT', `/roles/${role.id}`, {
      body: { version: role.version, grants: next },
      reason,
    });
    setDialog(null);
    if (tellWaiting(data)) setNext(before);
    else offerUndo(client, t('roles.saved', { name: role.name }), operation);
    await client.invalidateQueries({ queryKey: rolesKey });
  };
  const remove = () => {
    call('DELETE', `/roles/${role.id}`).then(
      async ({ data, operation }) => {
        if (!tellWaiting(data)) offerUndo(client, t('roles.deleted', { name: role.name }), operation);
        onOpen(roles[0]?.id ?? '');
        await client.invalidateQueries({ queryKey: rolesKey });
      },
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  const change = mayChange ? { onChange: setNext } : {};
  const rules = useMemo(() => ruleEditorFor(role.id), [role.id]);
  return (
    <div className="role">
      <p className="only-print">
        {t('roles.printed', {
          name: role.name,
          tenant: me.tenant.name,
          person: me.user.title,
          when: formatDateTime(new Date().toISOString()),
        })}
      </p>
      <div className="role-head">
        <div className="two grow">
          <p className="prose">{role.help}</p>
          {!mayChange && (
            <p className="small muted">{role.key === 'owner' ? t('roles.everything') : t('roles.readonly')}</p>
          )}
        </div>
        <TextInput
          type="search"
          className="role-find"
          aria-label={t('roles.find')}
          placeholder={t('roles.filter')}
          value={text}
          onChange={(e) => setText(e.target.value)}
        />
        <MenuButton
          label={t('roles.more', { name: role.name })}
          trigger={<IconButton icon={MoreHorizontal} bordered label={t('roles.more', { name: role.name })} />}
          items={[
            { text: t('roles.compare'), onSelect: () => setDialog('compare') },
            { text: t('roles.print'), onSelect: () => window.print() },
            ...(role.key === 'owner' ? [] : [{ text: t('roles.clone'), onSelect: () => setDialog('clone') }]),
            ...(mayChange
              ? [
                  { text: t('roles.rename'), onSelect: () => setDialog('rename') },
                  'line' as const,
                  { danger: true, text: t('roles.delete'), onSelect: remove },
                ]
              : []),
          ]}
        />
      </div>
      {objects.length > 0 && (
        <Matrix
          objects={objects}
          verbs={shown.verbs}
          grants={next}
          before={before}
          {...change}
          onUndo={undo}
          Fields={ObjectDetails}
          {...(mayChange ? { Rules: rules } : {})}
        />
      )}
      {mayChange && <p className="small muted role-hint">{access('matrix.hint')}</p>}
      {objects.length === 0 && areas.length === 0 && <p className="muted role-hint">{access('matrix.noMatch')}</p>}
      <div className="role-below">
        <section aria-label={t('roles.areas')}>
          <h2>{t('roles.areas')}</h2>
          <Areas areas={areas} words={rights} grants={next} before={before} {...change} />
        </section>
        <section aria-label={t('roles.addsUp')}>
          <h2>{t('roles.addsUp')}</h2>
          <SumUp grants={next} catalogue={catalogue} words={rights} />
          <h2>{t('roles.heldBy')}</h2>
          <HeldBy holders={role.holders} />
        </section>
      </div>
      {changes > 0 && (
        <div className="role-bar" role="status">
          <span className="brass strong grow">{t('roles.changes', { count: changes })}</span>
          <Button onClick={() => setNext(before)}>{t('roles.discard')}</Button>
          <Button variant="primary" onClick={() => setDialog('review')}>
            {t('roles.review')}
          </Button>
        </div>
      )}
      {dialog === 'review' && (
        <ReviewDialog
          role={role}
          next={next}
          objects={catalogue.objects}
          onClose={() => setDialog(null)}
          onSave={save}
        />
      )}
      {dialog === 'rename' && (
        <RoleDialog rename={role} from={null} onClose={() => setDialog(null)} onMade={() => setDialog(null)} />
      )}
      {dialog === 'clone' && <RoleDialog from={role} onClose={() => setDialog(null)} onMade={onOpen} />}
      {dialog === 'compare' && (
        <CompareDialog role={role} roles={roles} objects={catalogue.objects} onClose={() => setDialog(null)} />
      )}
    </div>
  );
}

/** Loaded when somebody writes a rule; counted for those who hold this role. */
function ruleEditorFor(role: string): (props: RulesProps) => ReactElement {
  return function Rules(props) {
    return (
      <Suspense>
        <RuleEditor {...props} role={role} />
      </Suspense>
    );
  };
}
