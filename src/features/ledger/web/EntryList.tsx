// The entries as a grid with one tab stop over virtual rows; older pages come as one moves down.
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type RefObject,
  useContext,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { Badge } from '../../../web/kit/Badge.tsx';
import { cx } from '../../../web/kit/class-names.ts';
import { Failure } from '../../../web/kit/States.tsx';
import { move } from '../../../web/records/grid-keys.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { AuditState } from './audit-state.ts';
import type { Entry } from './entries.ts';
import { Zone, sayZone, useInstant } from './instants.ts';
import { type Lookup, sayActor, sayEntry, saySource } from './say.ts';
import { t } from './words.ts';

export interface EntryListHandle {
  focus: () => void;
  /** as if the key had been pressed in the list, which takes the focus */
  move: (key: string) => void;
}

export interface EntryListProps {
  entries: readonly Entry[];
  more: boolean;
  loadMore: () => void;
  failure: unknown;
  retry: () => void;
  openId: string | null;
  phone: boolean;
  onOpen: (entry: Entry) => void;
  onNarrow: AuditState['narrow'];
  handle: RefObject<EntryListHandle | null>;
}

const headHeight = 34;

export function EntryList(props: EntryListProps): ReactElement {
  const { entries, more, loadMore, openId, phone, onOpen, onNarrow, handle } = props;
  const catalog = useCatalog();
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      entries.findIndex((e) => e.id === openId),
    ),
  );
  const rowHeight = phone ? 60 : 36;
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollMargin: phone ? 0 : headHeight,
    scrollPaddingStart: headHeight,
  });
  useEffect(() => virtual.measure(), [virtual, rowHeight]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= entries.length - 20) loadMore();
    // the next page is asked for when the end comes near, not when the function is new
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [more, last, entries.length]);
  const active = Math.min(at, entries.length - 1);

  const press = (key: string, ctrl: boolean): boolean => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 2);
    const place = move(key, { row: active, column: -1 }, { rows: entries.length, columns: 0, page }, ctrl);
    if (place !== null && key !== 'ArrowRight' && key !== 'ArrowLeft') {
      setAt(place.row);
      virtual.scrollToIndex(place.row);
      const entry = entries.at(place.row);
      if (openId !== null && place.row !== active && entry !== undefined) onOpen(entry);
      return true;
    }
    if (key === 'Enter' || key === ' ') {
      const entry = entries.at(active);
      if (entry !== undefined) onOpen(entry);
      return true;
    }
    return false;
  };
  const focus = () => scroller.current?.focus({ preventScroll: true });
  useImperativeHandle(handle, () => ({
    focus,
    move: (key) => {
      // the first press only goes there: what is active was not seen before
      if (document.activeElement === scroller.current) press(key, false);
      else focus();
    },
  }));
  const onKeyDown = (e: KeyboardEvent<HTMLDivElement>) => {
    if (e.target !== scroller.current || e.altKey || (e.ctrlKey && e.key !== 'Home' && e.key !== 'End')) return;
    if (!press(e.key, e.ctrlKey)) return;
    e.preventDefault();
    e.stopPropagation();
  };

  return (
    <>
      <p className="sr" id="audit-help">
        {t('audit.gridHelp')}
      </p>
      <div
        ref={scroller}
        role="grid"
        id="list"
        tabIndex={0}
        data-region
        aria-label={t('audit.list')}
        aria-describedby="audit-help"
        aria-rowcount={more ? -1 : entries.length + 1}
        aria-activedescendant={`entry-${active}`}
        className={cx('grid audit-grid', phone && 'grid-phone')}
        onKeyDown={onKeyDown}
      >
        {!phone && <Head />}
        <div role="rowgroup" className="grid-body" style={{ height: `${virtual.getTotalSize()}px` }}>
          {items.map((item) => {
            const entry = entries[item.index];
            return entry === undefined ? null : (
              <EntryRow
                key={item.key}
                entry={entry}
                index={item.index}
                top={item.start - (phone ? 0 : headHeight)}
                active={item.index === active}
                open={entry.id === openId}
                phone={phone}
                lookup={(name) => catalog.byName.get(name)}
                onOpen={() => {
                  setAt(item.index);
                  focus();
                  onOpen(entry);
                }}
                onNarrow={onNarrow}
              />
            );
          })}
        </div>
      </div>
      {props.failure !== null && <Failure error={props.failure} onRetry={props.retry} />}
    </>
  );
}

function Head(): ReactElement {
  const zone = sayZone(useContext(Zone));
  const names = [t('audit.timeIn', { zone }), t('audit.who'), t('audit.verb'), t('audit.from'), t('audit.outcome')];
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" className="grid-row grid-head-row" aria-rowindex={1}>
        {names.map((name) => (
          <span key={name} role="columnheader" className="cell head-cell">
            <span className="head-sort head-plain ellipsis">{name}</span>
          </span>
        ))}
      </div>
    </div>
  );
}

interface RowProps {
  entry: Entry;
  index: number;
  top: number;
  active: boolean;
  open: boolean;
  phone: boolean;
  lookup: Lookup;
  onOpen: (entry: Entry) => void;
  onNarrow: AuditState['narrow'];
}

function EntryRow({ entry, index, top, active, open, phone, lookup, onOpen, onNarrow }: RowProps): ReactElement {
  const formatInstant = useInstant();
  const said = sayEntry(entry, lookup);
  const who = sayActor(entry);
  const outcome = <Badge tone={entry.outcome === 'done' ? 'neutral' : 'danger'}>{outcomeOf(entry)}</Badge>;
  const { id, kind } = entry.actor;
  return (
    // the grid has the focus and the keys: a click on a row is their larger target
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      role="row"
      id={`entry-${index}`}
      aria-rowindex={index + 2}
      aria-selected={open}
      className={cx('grid-row', active && 'grid-row-active', open && 'grid-row-selected grid-row-open')}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onOpen(entry)}
    >
      {phone ? (
        <span role="gridcell" className="cell">
          <span className="two grow">
            <span className="ellipsis">{said}</span>
            <span className="muted ellipsis small">
              {who} · {formatInstant(entry.at)}
            </span>
          </span>
          {entry.outcome !== 'done' && outcome}
        </span>
      ) : (
        <>
          <span role="gridcell" className="cell num cell-quiet">
            <span className="ellipsis">{formatInstant(entry.at)}</span>
          </span>
          <Narrowing text={who} onNarrow={(out) => onNarrow(ofActor(id, kind, out), out)} />
          <span role="gridcell" className="cell" title={said}>
            <span className="ellipsis">{said}</span>
          </span>
          {entry.address === null ? (
            <Narrowing text={saySource(entry.source)} onNarrow={(out) => onNarrow({ source: entry.source }, out)} />
          ) : (
            <Narrowing text={entry.address} onNarrow={(out) => onNarrow({ address: entry.address }, out)} />
          )}
          <span role="gridcell" className="cell">
            <Value text={outcomeOf(entry)} onNarrow={(out) => onNarrow({ outcome: entry.outcome }, out)}>
              {outcome}
            </Value>
          </span>
        </>
      )}
    </div>
  );
}

export function outcomeOf(entry: Pick<Entry, 'outcome'>): string {
  return t(entry.outcome === 'done' ? 'audit.done' : 'audit.refused');
}

/** With a person, those without one are not asked for any more; taken out, only this one is. */
export function ofActor(
  id: string | null,
  kind: string,
  out = false,
): Readonly<Partial<Record<'actor' | 'actorKind', string | null>>> {
  if (out) return id === null ? { actorKind: kind } : { actor: id };
  return id === null ? { actorKind: kind, actor: null } : { actor: id, actorKind: null };
}

function Narrowing({ text, onNarrow }: { text: string; onNarrow: (out: boolean) => void }): ReactElement {
  return (
    <span role="gridcell" className="cell">
      <Value text={text} onNarrow={onNarrow}>
        {text}
      </Value>
    </span>
  );
}

/** A value that narrows the list to itself when it is pointed at, with Alt to all but it; with the keyboard the panel offers the same. */
function Value({
  text,
  onNarrow,
  children,
}: {
  text: string;
  onNarrow: (out: boolean) => void;
  children: ReactNode;
}): ReactElement {
  return (
    <button
      type="button"
      tabIndex={-1}
      className="audit-value ellipsis"
      title={`${t('audit.only', { what: text })} · ${t('audit.alt')}`}
      onClick={(e) => {
        e.stopPropagation();
        onNarrow(e.altKey);
      }}
    >
      {children}
    </button>
  );
}
