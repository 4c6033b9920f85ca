// Kept searches: one's own and those that are shared, called up by a click; keeping the present one, with people to be told when it finds much.
import { useQueryClient } from '@tanstack/react-query';
import { Bell, Bookmark, Pencil, Trash2 } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { call } from '../../../web/call.ts';
import { Button, IconButton } from '../../../web/kit/Button.tsx';
import { Popover } from '../../../web/kit/Popover.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { SavedSearchView } from '../../searches/contract.ts';
import type { AuditState } from './audit-state.ts';
import { searchesKey, useSearches } from './entries.ts';
import { useInstant } from './instants.ts';
import { SearchDialog } from './SearchDialog.tsx';
import { t } from './words.ts';

/** What is kept: the present question, or a search that is changed. */
type Editing = { readonly of: SavedSearchView | null } | null;

export function Searches({ state, everybody }: { state: AuditState; everybody: boolean }): ReactElement {
  const [open, setOpen] = useState(false);
  const [editing, setEditing] = useState<Editing>(null);
  const edit = (of: SavedSearchView | null) => {
    setOpen(false);
    setEditing({ of });
  };
  return (
    <>
      <Popover
        label={t('audit.search.title')}
        align="end"
        className="audit-searches"
        open={open}
        onOpenChange={setOpen}
        trigger={
          <Button icon={Bookmark} className="audit-tool">
            {t('audit.searches')}
          </Button>
        }
      >
        <Kept
          onPick={(search) => {
            state.callUp(search);
            setOpen(false);
          }}
          onEdit={edit}
        />
        <div className="popover-foot">
          <Button small variant="primary" onClick={() => edit(null)}>
            {t('audit.search.save')}
          </Button>
        </div>
      </Popover>
      {editing !== null && (
        <SearchDialog state={state} search={editing.of} everybody={everybody} onClose={() => setEditing(null)} />
      )}
    </>
  );
}

function Kept({
  onPick,
  onEdit,
}: {
  onPick: (search: SavedSearchView) => void;
  onEdit: (search: SavedSearchView) => void;
}): ReactElement {
  const found = useSearches();
  if (found.isPending) return <Waiting lines={3} />;
  if (found.isError) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data.length === 0) return <p className="muted prose">{t('audit.search.empty')}</p>;
  const groups = [
    ['audit.search.mine', found.data.filter((s) => s.mine)],
    ['audit.search.shared', found.data.filter((s) => !s.mine)],
  ] as const;
  return (
    <div className="stack">
      {groups.map(([name, list]) =>
        list.length === 0 ? null : (
          <section key={name} aria-label={t(name)}>
            <h3>{t(name)}</h3>
            <ul className="lines">
              {list.map((search) => (
                <One key={search.id} search={search} onPick={onPick} onEdit={onEdit} />
              ))}
            </ul>
          </section>
        ),
      )}
    </div>
  );
}

function One({
  search,
  onPick,
  onEdit,
}: {
  search: SavedSearchView;
  onPick: (search: SavedSearchView) => void;
  onEdit: (search: SavedSearchView) => void;
}): ReactElement {
  const client = useQueryClient();
  const formatInstant = useInstant();
  const { name, alert } = search;
  const remove = () => {
    call('DELETE', `/ledger/searches/${search.id}`)
      .then(() => client.invalidateQueries({ queryKey: searchesKey }))
      .then(() => showToast({ text: t('audit.search.removed', { name }) }))
      .catch((error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }));
  };
  const facts = [
    search.query === '' ? '' : search.query,
    search.looks ? t('audit.search.looks') : '',
    search.shared && search.mine ? t('audit.search.shared') : '',
    search.mine || search.owner === null ? '' : t('audit.search.by', { name: search.owner }),
  ].filter(Boolean);
  return (
    <li className="row audit-search">
      <span className="two grow">
        <button type="button" className="link-button" onClick={() => onPick(search)}>
          {name}
        </button>
        <span className="muted small ellipsis">{facts.join(' · ')}</span>
        {alert !== null && (
          <span className="small row">
            <Bell className="icon" aria-hidden />
            {alert.works
              ? t('audit.search.alertSays', { count: alert.count, minutes: alert.minutes })
              : t('audit.search.alertStopped')}
            {alert.toldAt !== null && ` · ${t('audit.search.told', { when: formatInstant(alert.toldAt) })}`}
          </span>
        )}
      </span>
      {search.mayChange && (
        <>
          <IconButton icon={Pencil} label={t('audit.search.edit', { name })} onClick={() => onEdit(search)} />
          <IconButton icon={Trash2} label={t('audit.search.delete', { name })} onClick={remove} />
        </>
      )}
    </li>
  );
}
