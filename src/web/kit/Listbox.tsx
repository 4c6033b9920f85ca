// A list to choose from, with a search line where there is much: one tab stop, arrows move, Enter chooses. Selects, filters and the palette are made of it.
import { Check, Search } from 'lucide-react';
import {
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { t } from '../i18n/i18n.ts';
import { cx } from './class-names.ts';

export interface ListItem {
  readonly value: string;
  readonly label: string;
  /** drawn instead of the label */
  readonly draw?: ReactNode;
  /** a second, quiet text at the end */
  readonly hint?: string;
  /** items with the same group stand under its name */
  readonly group?: string;
}

export interface ListboxProps {
  label: string;
  items: readonly ListItem[];
  chosen: readonly string[];
  onPick: (value: string) => void;
  multiple?: boolean;
  /** local: this component narrows the items; else the text is the caller's and the items are taken as they come */
  search?: 'none' | 'local' | { text: string; onText: (text: string) => void; placeholder?: string };
  /** shown instead of the items: none, an error, waiting */
  status?: ReactNode;
  focusRef?: RefObject<HTMLElement | null>;
}

export function Listbox(props: ListboxProps): ReactElement {
  const { label, items, chosen, onPick, multiple = false, search = 'none', status, focusRef } = props;
  const id = useId();
  const [local, setLocal] = useState('');
  const text = typeof search === 'object' ? search.text : local;
  const shown = useMemo(() => (search === 'local' ? narrow(items, local) : items), [search, items, local]);
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      items.findIndex((i) => i.value === chosen[0]),
    ),
  );
  const active = Math.min(at, shown.length - 1);
  const listRef = useRef<HTMLUListElement>(null);

  useEffect(() => {
    listRef.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  const onKey = (e: KeyboardEvent) => {
    const step = moves[e.key];
    if (step !== undefined && shown.length > 0) {
      e.preventDefault();
      setAt(step(active, shown.length));
    } else if (e.key === 'Enter' || (e.key === ' ' && search === 'none')) {
      e.preventDefault();
      const item = shown[active];
      if (item !== undefined) onPick(item.value);
    } else if (search === 'none' && e.key.length === 1 && /\S/.test(e.key)) {
      const found = shown.findIndex(
        (i, n) => n > active && i.label.toLocaleLowerCase().startsWith(e.key.toLocaleLowerCase()),
      );
      const first = shown.findIndex((i) => i.label.toLocaleLowerCase().startsWith(e.key.toLocaleLowerCase()));
      if (first >= 0) setAt(found >= 0 ? found : first);
    }
  };
  const owner = {
    'aria-controls': `${id}-list`,
    'aria-activedescendant': shown[active] === undefined ? undefined : `${id}-${active}`,
    onKeyDown: onKey,
  };
  return (
    <div className="listbox">
      {search !== 'none' && (
        <div className="listbox-search">
          <Search className="icon" aria-hidden />
          <input
            {...owner}
            ref={focusRef as RefObject<HTMLInputElement>}
            role="combobox"
            aria-controls={`${id}-list`}
            aria-expanded
            aria-autocomplete="list"
            aria-label={label}
            autoComplete="off"
            spellCheck={false}
            placeholder={
              typeof search === 'object' && search.placeholder !== undefined
                ? search.placeholder
                : t('list.find', { what: label })
            }
            value={text}
            onChange={(e) => {
              setAt(0);
              if (typeof search === 'object') search.onText(e.target.value);
              else setLocal(e.target.value);
            }}
          />
        </div>
      )}
      <ul
        {...(search === 'none' ? { ...owner, tabIndex: 0, ref: mergeRefs(listRef, focusRef) } : { ref: listRef })}
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        aria-multiselectable={multiple ? true : undefined}
        className="listbox-list"
      >
        {shown.map((item, n) => {
          const headed = item.group !== undefined && item.group !== shown[n - 1]?.group;
          return (
            <Choice
              key={item.value}
              id={`${id}-${n}`}
              item={item}
              heading={headed ? (item.group ?? null) : null}
              active={n === active}
              chosen={chosen.includes(item.value)}
              onPick={onPick}
              onHover={() => setAt(n)}
            />
          );
        })}
      </ul>
      {status !== undefined && status !== null && <div className="listbox-status">{status}</div>}
      {shown.length === 0 && (status === undefined || status === null) && (
        <div className="listbox-status muted">{t('list.nothingFound')}</div>
      )}
    </div>
  );
}

interface ChoiceProps {
  id: string;
  item: ListItem;
  heading: string | null;
  active: boolean;
  chosen: boolean;
  onPick: (value: string) => void;
  onHover: () => void;
}

function Choice({ id, item, heading, active, chosen, onPick, onHover }: ChoiceProps): ReactElement {
  return (
    <>
      {heading !== null && (
        <li role="presentation" className="listbox-group">
          {heading}
        </li>
      )}
      {/* the keyboard is handled by the element that owns the list */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events */}
      <li
        id={id}
        role="option"
        aria-selected={chosen}
        data-active={active ? '' : undefined}
        className={cx('option', active && 'option-active')}
        onPointerMove={active ? undefined : onHover}
        onMouseDown={(e) => e.preventDefault()}
        onClick={() => onPick(item.value)}
      >
        <span className="option-check">{chosen && <Check className="icon" aria-hidden />}</span>
        <span className="grow ellipsis">{item.draw ?? item.label}</span>
        {item.hint !== undefined && <span className="muted small ellipsis option-hint">{item.hint}</span>}
      </li>
    </>
  );
}

const moves: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  PageDown: (at, count) => Math.min(count - 1, at + 8),
  PageUp: (at) => Math.max(0, at - 8),
};

/** Accents and case do not matter when looking for a choice. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}

function narrow(items: readonly ListItem[], typed: string): readonly ListItem[] {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return items;
  return items.filter((item) => words.every((w) => fold(item.label).includes(w)));
}

function mergeRefs(a: RefObject<HTMLUListElement | null>, b: RefObject<HTMLElement | null> | undefined) {
  return (element: HTMLUListElement | null) => {
    a.current = element;
    if (b !== undefined) b.current = element;
  };
}
