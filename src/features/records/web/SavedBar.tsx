// Which saved totals the page shows, whether it asks something else by now, and what can be done with them.
import { Bookmark, Copy, Lock, MoreHorizontal, Pencil, ScanEye, Archive, UsersRound } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { t as shared } from '../../../web/i18n/i18n.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button, IconButton } from '../../../web/kit/Button.tsx';
import { MenuButton } from '../../../web/kit/Menu.tsx';
import type { MenuEntry } from '../../../web/kit/menu-props.ts';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { may, useMe } from '../../../web/session.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { SavedTotalsView, TotalsQuestionView } from '../../totals/contract.ts';
import { SaveDialog } from './SaveDialog.tsx';
import { OpenToDialog } from './SavedDialogs.tsx';
import { Audience } from './SavedList.tsx';
import { addressOfSaved, isChanged } from './saved-question.ts';
import { t } from './saved-words.ts';
import { useMoveSaved, useSaved, useSavedActions } from './use-saved.ts';
import './saved.css';

interface BarProps {
  id: string;
  /** what the page asks now */
  question: TotalsQuestionView;
}

export function SavedBar({ id, question }: BarProps): ReactElement | null {
  const saved = useSaved(id);
  const [, setParams] = useSearchParams();
  if (saved.isPending) return <div className="saved-bar" aria-busy />;
  const leave = () =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        next.delete('saved');
        return next;
      },
      { replace: true },
    );
  if (saved.isError)
    return (
      <div className="saved-bar" role="status">
        <span className="muted">{t('saved.nowhere')}</span>
        <Button small onClick={leave}>
          {t('saved.askAnew')}
        </Button>
      </div>
    );
  return <Bar saved={saved.data} question={question} />;
}

type Window = 'name' | 'copy' | 'people' | null;

function Bar({ saved, question }: { saved: SavedTotalsView; question: TotalsQuestionView }): ReactElement {
  const [window, setWindow] = useState<Window>(null);
  const [busy, setBusy] = useState(false);
  const [, navigate] = useLocation();
  const { byName } = useCatalog();
  const { save, change } = useSavedActions();
  const changed = isChanged(saved.works ? saved.question : null, question);
  const entity = saved.question === null ? undefined : byName.get(saved.question.entity);
  const put = () => {
    setBusy(true);
    change(saved, { question })
      .catch((error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }))
      .finally(() => setBusy(false));
  };
  const close = () => setWindow(null);
  return (
    <div className="saved-bar" role="group" aria-label={t('saved.list')}>
      <Bookmark className="icon" aria-hidden />
      <h2 className="ellipsis">{saved.name}</h2>
      <Audience saved={saved} />
      {changed && saved.works && <Badge tone="accent">{t('saved.changed')}</Badge>}
      <span className="muted small ellipsis saved-help" title={saved.help}>
        {saved.help}
      </span>
      <span className="grow" />
      {changed && saved.works && entity !== undefined && saved.question !== null && (
        <Button small onClick={() => navigate(addressOfSaved(entity, saved.id, saved.question!))}>
          {t('saved.reset')}
        </Button>
      )}
      {changed && saved.mayChange && (
        <Button small variant="primary" busy={busy} onClick={put}>
          {t('saved.put')}
        </Button>
      )}
      <BarMenu saved={saved} onWindow={setWindow} />
      {!saved.works && (
        <p className="banner saved-missing" role="status">
          {t('saved.missing', { parts: saved.missing.map((part) => t(`saved.missing.${part}`)).join(', ') })}
        </p>
      )}
      {window === 'name' && (
        <SaveDialog
          title={t('saved.changeTitle', { name: saved.name })}
          draft={saved}
          onClose={close}
          onSave={async ({ name, help, offered }) => {
            await change(saved, { name, help, offered });
            close();
          }}
        />
      )}
      {window === 'copy' && (
        <SaveDialog
          title={t('saved.saveTitle')}
          description={t('saved.saveHelp')}
          draft={{ name: saved.name, help: saved.help, offered: false }}
          onClose={close}
          onSave={async (draft) => {
            const made = await save({ ...draft, question });
            close();
            navigate(`/totals/saved/${made.id}`);
          }}
        />
      )}
      {window === 'people' && <OpenToDialog saved={saved} onClose={close} />}
    </div>
  );
}

function BarMenu({
  saved,
  onWindow,
}: {
  saved: SavedTotalsView;
  onWindow: (window: Window) => void;
}): ReactElement | null {
  const me = useMe();
  const [, navigate] = useLocation();
  const { change } = useSavedActions();
  const move = useMoveSaved();
  const { byName } = useCatalog();
  if (me.looking !== null) return null;
  const offer = (offered: boolean) =>
    change(saved, { offered }).catch((error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }));
  const away = async () => {
    const entity = saved.entity === null ? undefined : byName.get(saved.entity);
    if (await move(saved, 'put-away')) navigate(entity === undefined ? '/totals' : `/totals/${entity.path}`);
  };
  const changes: MenuEntry[] = saved.mayChange
    ? [
        { icon: Pencil, text: t('saved.change'), onSelect: () => onWindow('name') },
        ...(saved.offered
          ? [{ icon: Lock, text: t('saved.keepMine'), onSelect: () => void offer(false) }]
          : may(me, 'tool.offer-totals')
            ? [{ icon: UsersRound, text: t('saved.offer'), onSelect: () => onWindow('name') }]
            : []),
      ]
    : [];
  const people: MenuEntry[] =
    saved.offered && (saved.mayChange || may(me, 'admin.access'))
      ? [{ icon: ScanEye, text: t('saved.openTo'), onSelect: () => onWindow('people') }]
      : [];
  const gone: MenuEntry[] = saved.mayChange
    ? ['line', { icon: Archive, text: t('saved.putAway'), onSelect: () => void away() }]
    : [];
  const items: MenuEntry[] = [
    ...changes,
    { icon: Copy, text: t('saved.saveAs'), onSelect: () => onWindow('copy') },
    ...people,
    ...gone,
  ];
  return (
    <MenuButton
      trigger={<IconButton icon={MoreHorizontal} label={t('saved.actions')} bordered />}
      label={shared('record.actions')}
      items={items}
    />
  );
}
