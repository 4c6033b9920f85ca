// The command palette: records, pages and actions by typing. ">" narrows to actions, "@" to people. It lists only what one may do.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { z } from 'zod/mini';
import type { AnswerOf } from '../../contract/action.ts';
import type { find } from '../../features/search/contract.ts';
import { call } from '../call.ts';
import { Bookmark, CornerDownLeft, Keyboard, Plus, Search } from 'lucide-react';
import { type KeyboardEvent, type ReactElement, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { Dialog as Base } from '@base-ui/react/dialog';
import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import type { EntityInfo } from '../catalog.ts';
import { openCreate } from '../create.ts';
import { useRested } from '../fields/use-found.ts';
import { label, t } from '../i18n/i18n.ts';
import { announce } from '../kit/announce.ts';
import { cx } from '../kit/class-names.ts';
import { layer } from '../kit/layer.ts';
import { fold } from '../kit/Listbox.tsx';
import { useNamedTotals } from '../saved-totals.ts';
import { may, useMe } from '../session.ts';
import { useCatalog } from '../use-catalog.ts';
import { endOpening } from './opening.ts';
import { type Entry, aboutHere, undoEntry } from './palette-entry.ts';
import { adminItems } from './admin-pages.ts';
import { iconOf, mainItems } from './nav.ts';

export function Palette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }): ReactElement {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const [, navigate] = useLocation();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const mode = typed.startsWith('>') ? 'actions' : typed.startsWith('@') ? 'people' : 'all';
  const text = mode === 'all' ? typed.trim() : typed.slice(1).trim();
  const commands = useCommands(onHelp);
  const found = useFoundRecords(text, mode);
  const entries = useMemo(() => {
    const words = fold(text).split(/\s+/).filter(Boolean);
    const matching = commands.filter((c) => words.every((w) => fold(c.text).includes(w)));
    return mode === 'actions'
      ? matching.filter((c) => c.group === t('palette.actions'))
      : mode === 'people'
        ? found.entries
        : [...found.entries, ...matching];
  }, [commands, found.entries, mode, text]);
  const active = Math.min(at, entries.length - 1);
  useEffect(() => {
    if (text !== '' && !found.waiting) announce(t('palette.count', { count: entries.length }));
  }, [text, found.waiting, entries.length]);
  useEffect(() => {
    list.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  const run = (entry: Entry, newTab: boolean) => {
    onClose();
    if (newTab && entry.href !== undefined) window.open(entry.href, '_blank', 'noopener');
    else if (entry.href !== undefined) navigate(entry.href);
    else entry.run();
  };
  const onKeyDown = (e: KeyboardEvent) => {
    const step = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && entries.length > 0) {
      e.preventDefault();
      setAt((active + step + entries.length) % entries.length);
    } else if (e.key === 'Enter') {
      e.preventDefault();
      const entry = entries[active];
      if (entry !== undefined) run(entry, e.ctrlKey || e.metaKey);
    } else if (e.key === 'Escape' && typed !== '') {
      e.preventDefault();
      e.stopPropagation();
      setTyped('');
    }
  };
  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()}>
      <Base.Portal container={layer()}>
        <Base.Backdrop className="scrim" />
        <Base.Popup className="palette" aria-label={t('palette.label')} initialFocus={input}>
          <div className="palette-input">
            <Search className="icon" aria-hidden />
            <input
              ref={input}
              role="combobox"
              aria-expanded
              aria-controls="palette-list"
              aria-autocomplete="list"
              aria-activedescendant={entries[active] === undefined ? undefined : `palette-${active}`}
              aria-label={t('palette.label')}
              placeholder={t('palette.hint')}
              autoComplete="off"
              spellCheck={false}
              value={typed}
              onChange={(e) => {
                setAt(0);
                setTyped(e.target.value);
              }}
              onFocus={() => {
                const early = endOpening();
                if (early !== '') setTyped((old) => old + early);
              }}
              onKeyDown={onKeyDown}
            />
            <kbd>Esc</kbd>
          </div>
          <ul id="palette-list" role="listbox" aria-label={t('palette.label')} ref={list} className="palette-list">
            {entries.map((entry, n) => (
              <PaletteRow
                key={entry.id}
                entry={entry}
                n={n}
                active={n === active}
                heading={entry.group === entries[n - 1]?.group ? null : entry.group}
                typed={text}
                onHover={() => setAt(n)}
                onRun={(newTab) => run(entry, newTab)}
              />
            ))}
          </ul>
          {found.error !== null && <p className="listbox-status muted">{t('palette.failed')}</p>}
          {entries.length === 0 && !found.waiting && <p className="listbox-status muted">{t('palette.none')}</p>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

interface PaletteRowProps {
  entry: Entry;
  n: number;
  active: boolean;
  heading: string | null;
  typed: string;
  onHover: () => void;
  onRun: (newTab: boolean) => void;
}

function PaletteRow({ entry, n, active, heading, typed, onHover, onRun }: PaletteRowProps): ReactElement {
  return (
    <>
      {heading !== null && (
        <li role="presentation" className="listbox-group">
          {heading}
        </li>
      )}
      {/* the keyboard is handled by the input that owns the list */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events */}
      <li
        id={`palette-${n}`}
        role="option"
        aria-selected={active}
        data-active={active ? '' : undefined}
        className={cx('option palette-option', active && 'option-active')}
        onPointerMove={active ? undefined : onHover}
        onClick={(e) => onRun(e.ctrlKey || e.metaKey)}
      >
        <entry.icon className="icon muted" aria-hidden />
        <span className="ellipsis palette-text">{marked(entry.text, typed)}</span>
        <span className="grow ellipsis muted small">{marked(entry.hint, typed)}</span>
        {entry.key !== undefined && <kbd>{entry.key}</kbd>}
        {active && <CornerDownLeft className="icon muted" aria-hidden />}
      </li>
    </>
  );
}

/** The matched part, so that it can be seen why something was found. */
function marked(text: string, typed: string): ReactNode {
  const at = typed === '' ? -1 : fold(text).indexOf(fold(typed));
  if (at < 0 || fold(text).length !== text.length) return text;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + typed.length)}</mark>
      {text.slice(at + typed.length)}
    </>
  );
}

function useCommands(onHelp: () => void): Entry[] {
  const catalog = useCatalog();
  const me = useMe();
  const client = useQueryClient();
  const saved = useNamedTotals(me);
  const [location] = useLocation();
  return useMemo(() => {
    const pages = [...mainItems(catalog, me), ...adminItems(catalog, me)].map((item): Entry => ({
      id: `page:${item.path}`,
      group: t('palette.pages'),
      icon: item.icon,
      text: item.label,
      hint: '',
      href: item.path,
      run: () => undefined,
      ...(item.key === null ? {} : { key: `g ${item.key}` }),
    }));
    const creates = catalog.entities
      .filter((e) => e.verbs.has('create') && e.made === null && !e.setting)
      .map((e): Entry => ({
        id: `create:${e.name}`,
        group: t('palette.actions'),
        icon: Plus,
        text: t('list.new', { what: label(e.label).toLocaleLowerCase() }),
        hint: '',
        run: () => openCreate({ entity: e.name }),
      }));
    const others: Entry[] = [
      ...aboutHere(location, catalog),
      ...(may(me, 'tool.undo') ? [undoEntry(client)] : []),
      {
        id: 'help',
        group: t('palette.actions'),
        icon: Keyboard,
        text: t('help.title'),
        hint: '',
        key: '?',
        run: onHelp,
      },
    ];
    const totals = saved.map(({ id, name }): Entry => ({
      id: `totals:${id}`,
      group: t('palette.totals'),
      icon: Bookmark,
      text: name,
      hint: '',
      href: `/totals/saved/${id}`,
      run: () => undefined,
    }));
    return [...pages, ...totals, ...creates, ...others];
  }, [catalog, me, client, onHelp, location, saved]);
}

type Found = z.infer<typeof find.output>['found'][number];

function useFoundRecords(
  text: string,
  mode: 'all' | 'actions' | 'people',
): { entries: Entry[]; waiting: boolean; error: unknown } {
  const catalog = useCatalog();
  const rested = useRested(text, 80);
  const searches = may(useMe(), 'tool.search');
  const on = searches && rested.length > 0 && mode !== 'actions';
  const answer = useQuery({
    queryKey: ['palette', mode, rested],
    queryFn: async ({ signal }) =>
      (
        await call<AnswerOf<typeof find>>('GET', '/search', {
          query: { q: rested.slice(0, 200), limit: 5, in: mode === 'people' ? 'user' : undefined },
          signal,
        })
      ).data.found,
    enabled: on,
    staleTime: 15_000,
    placeholderData: keepPreviousData,
  });
  const entries = useMemo(
    () =>
      on
        ? (answer.data ?? []).flatMap((found) => {
            const entity = catalog.byName.get(found.entity);
            return entity === undefined ? [] : [recordEntry(entity, found)];
          })
        : [],
    [answer.data, catalog, on],
  );
  return { entries, waiting: on && answer.isPending, error: on ? answer.error : null };
}

/** The reason of the match stands beside it, unless it is the name itself. */
function recordEntry(entity: EntityInfo, found: Found): Entry {
  const { match } = found;
  return {
    id: `${entity.name}:${found.id}`,
    group: label(entity.labelPlural),
    icon: iconOf(entity.name),
    text: found.title === '' ? t('record.untitled') : found.title,
    hint: match === null || found.title.includes(match.text) ? '' : `${label(match.label)}: ${match.text}`,
    href: `/${entity.path}/${found.id}`,
    run: () => undefined,
  };
}
