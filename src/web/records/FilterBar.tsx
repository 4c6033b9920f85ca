// The bar above a list: search, the filters people use most, the others as chips, and what the columns look like.
import { ChevronDown, ListFilter, Rows3, Search, X } from 'lucide-react';
import { type ReactElement, type RefObject, Suspense, lazy, useEffect, useRef, useState } from 'react';
import { type EntityInfo, type FieldInfo, filterables, namedField, quickFields } from '../catalog.ts';
import { useRested } from '../fields/use-found.ts';
import {
  type PageCondition,
  type PageFilter,
  fromParts,
  isComplete,
  isCondition,
  topParts,
} from '../../contract/page-filter.ts';
import { label, t } from '../i18n/i18n.ts';
import { Button, IconButton } from '../kit/Button.tsx';
import { Listbox } from '../kit/Listbox.tsx';
import { Popover } from '../kit/Popover.tsx';
import { itemOf, newCondition } from './condition.ts';
import { ConditionText } from './ConditionText.tsx';
import type { ListState } from './list-state.ts';
import { ManyValues } from './ManyValues.tsx';

const ConditionEditor = lazy(() => import('./ConditionEditor.tsx').then((m) => ({ default: m.ConditionEditor })));
const FilterBuilder = lazy(() => import('./FilterBuilder.tsx').then((m) => ({ default: m.FilterBuilder })));

export interface FilterBarProps {
  entity: EntityInfo;
  state: ListState;
  searchRef: RefObject<HTMLInputElement | null>;
  onLeaveSearch: () => void;
  columnsMenu: ReactElement | null;
  compact: boolean;
  onCompact: (() => void) | null;
}

export function FilterBar({
  entity,
  state,
  searchRef,
  onLeaveSearch,
  columnsMenu,
  compact,
  onCompact,
}: FilterBarProps): ReactElement {
  const parts = topParts(state.filter);
  const quick = quickFields(entity);
  const [building, setBuilding] = useState(false);
  const put = (next: readonly PageFilter[]) => state.setFilter(fromParts(next));
  const isQuick = (part: PageFilter): part is PageCondition =>
    isCondition(part) && part.op === 'in' && quick.some((f) => f.name === part.field);
  const chips = parts.map((part, n) => ({ part, n })).filter(({ part }) => !isQuick(part));
  const [added, setAdded] = useState<number | null>(null);
  return (
    <div className="filter-bar" role="search" aria-label={t('filter.region', { what: label(entity.labelPlural) })}>
      <div className="filter-parts">
        <SearchBox entity={entity} state={state} inputRef={searchRef} onLeave={onLeaveSearch} />
        {quick.map((field) => (
          <QuickFilter
            key={field.name}
            field={field}
            condition={parts.find((p) => isQuick(p) && p.field === field.name) as PageCondition | undefined}
            onChange={(next) => {
              const rest = parts.filter((p) => !(isQuick(p) && p.field === field.name));
              put(next === null ? rest : [...rest, next]);
            }}
          />
        ))}
        {chips.map(({ part, n }) => (
          <Chip
            key={n}
            entity={entity}
            part={part}
            opened={added === n}
            onOpened={() => setAdded(null)}
            onChange={(next) => put(parts.map((p, i) => (i === n ? next : p)))}
            onRemove={() => put(parts.filter((_, i) => i !== n))}
            onBuild={() => setBuilding(true)}
          />
        ))}
        <AddFilter
          entity={entity}
          onAdd={(field) => {
            setAdded(parts.length);
            put([...parts, newCondition(field)]);
          }}
          onBuild={() => setBuilding(true)}
        />
        {(parts.length > 0 || state.search !== '') && (
          <Button variant="quiet" onClick={state.clear}>
            {t('filter.clear')}
          </Button>
        )}
      </div>
      {columnsMenu}
      {onCompact && (
        <Button icon={Rows3} onClick={onCompact} aria-pressed={compact} className="where-wide">
          {t('list.compact')}
        </Button>
      )}
      {building && (
        <Suspense>
          <FilterBuilder
            entity={entity}
            filter={state.filter}
            onClose={() => setBuilding(false)}
            onApply={(next) => {
              setBuilding(false);
              state.setFilter(next);
            }}
          />
        </Suspense>
      )}
    </div>
  );
}

interface SearchBoxProps {
  entity: EntityInfo;
  state: ListState;
  inputRef: RefObject<HTMLInputElement | null>;
  onLeave: () => void;
}

function SearchBox({ entity, state, inputRef, onLeave }: SearchBoxProps): ReactElement {
  const [text, setText] = useState(state.search);
  const rested = useRested(text, 180);
  const sent = useRef(state.search);
  useEffect(() => {
    if (rested.trim() === sent.current) return;
    sent.current = rested.trim();
    state.setSearch(rested.trim());
  }, [rested, state]);
  useEffect(() => {
    // the address changed by itself: back, or "clear"
    if (state.search !== sent.current) {
      sent.current = state.search;
      setText(state.search);
    }
  }, [state.search]);
  return (
    <div className="search-box">
      <Search className="icon" aria-hidden />
      <input
        ref={inputRef}
        className="input"
        type="search"
        aria-label={t('filter.search', { what: label(entity.labelPlural) })}
        placeholder={t(entity.fields.some((f) => f.kind === 'emails') ? 'filter.searchPeople' : 'filter.searchHint')}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(e) => setText(e.target.value)}
        onKeyDown={(e) => {
          if (e.key === 'ArrowDown' || e.key === 'Enter') {
            e.preventDefault();
            onLeave();
          } else if (e.key === 'Escape') {
            e.preventDefault();
            if (text === '') onLeave();
            else setText('');
          }
        }}
      />
    </div>
  );
}

function QuickFilter({
  field,
  condition,
  onChange,
}: {
  field: FieldInfo;
  condition: PageCondition | undefined;
  onChange: (c: PageCondition | null) => void;
}): ReactElement {
  const count = Array.isArray(condition?.value) ? condition.value.length : 0;
  return (
    <Popover
      label={label(field.label)}
      className="popover-list"
      trigger={
        <Button icon={ListFilter}>
          {label(field.label)}
          {count > 0 && <span className="count-dot num">{count}</span>}
          <ChevronDown className="icon muted" aria-hidden />
        </Button>
      }
    >
      <ManyValues
        field={field}
        condition={condition ?? { field: field.name, op: 'in' }}
        onChange={(next) => onChange(isComplete(next) ? next : null)}
      />
    </Popover>
  );
}

interface ChipProps {
  entity: EntityInfo;
  part: PageFilter;
  opened: boolean;
  onOpened: () => void;
  onChange: (next: PageFilter) => void;
  onRemove: () => void;
  onBuild: () => void;
}

function Chip({ entity, part, opened, onOpened, onChange, onRemove, onBuild }: ChipProps): ReactElement | null {
  const [open, setOpen] = useState(opened);
  const field = isCondition(part) ? namedField(entity, part.field) : undefined;
  const change = (next: boolean) => {
    setOpen(next);
    if (!next) {
      onOpened();
      // a condition nobody finished goes again
      if (isCondition(part) && !isComplete(part)) onRemove();
    }
  };
  const text = <ConditionText entity={entity} filter={part} />;
  return (
    <span className="chip">
      {isCondition(part) && field !== undefined ? (
        <Popover
          label={label(field.label)}
          open={open}
          onOpenChange={change}
          className="popover-list popover-condition"
          trigger={
            <button type="button" className="chip-text">
              {text}
            </button>
          }
        >
          <Suspense>
            <ConditionEditor field={field} condition={part} onChange={onChange} />
          </Suspense>
        </Popover>
      ) : (
        <button type="button" className="chip-text" onClick={onBuild}>
          {text}
        </button>
      )}
      <IconButton icon={X} label={t('filter.remove')} onClick={onRemove} />
    </span>
  );
}

function AddFilter({
  entity,
  onAdd,
  onBuild,
}: {
  entity: EntityInfo;
  onAdd: (field: FieldInfo) => void;
  onBuild: () => void;
}): ReactElement {
  const [open, setOpen] = useState(false);
  const focus = useRef<HTMLElement>(null);
  const fields = filterables(entity);
  return (
    <Popover
      label={t('filter.add')}
      open={open}
      onOpenChange={setOpen}
      initialFocus={focus}
      className="popover-list"
      trigger={
        <Button icon={ListFilter} variant="quiet">
          {t('filter.add')}
        </Button>
      }
    >
      <Listbox
        label={t('filter.field')}
        items={fields.map(itemOf)}
        chosen={[]}
        search="local"
        focusRef={focus}
        onPick={(name) => {
          setOpen(false);
          const found = fields.find((f) => f.field.name === name);
          if (found !== undefined) onAdd(found.field);
        }}
      />
      <div className="popover-foot">
        <Button
          small
          variant="quiet"
          onClick={() => {
            setOpen(false);
            onBuild();
          }}
        >
          {t('filter.groups')}
        </Button>
      </div>
    </Popover>
  );
}
