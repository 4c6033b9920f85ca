// What narrows the audit log: a search for an address or a reference number, choices of who, what, when, and everything that was clicked as chips.
import { Search, ShieldAlert, X } from 'lucide-react';
import { type ReactElement, type RefObject, useEffect, useState } from 'react';
import { useFound } from '../../../web/fields/use-found.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Button, IconButton } from '../../../web/kit/Button.tsx';
import { cx } from '../../../web/kit/class-names.ts';
import type { ListItem } from '../../../web/kit/Listbox.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { useCatalog } from '../../../web/use-catalog.ts';
import { type AreaName, areaNames, areas } from './areas.ts';
import { type AuditState, type AuditTime, type FilterName, searched, spans } from './audit-state.ts';
import type { Entry } from './entries.ts';
import { formatInstant } from './instants.ts';
import { sayActor, saySource } from './say.ts';
import { t } from './words.ts';

export interface AuditFiltersProps {
  state: AuditState;
  time: AuditTime;
  /** those shown: they know the names of what was clicked */
  entries: readonly Entry[];
  searchRef: RefObject<HTMLInputElement | null>;
}

const verbs = [
  'created',
  'edited',
  'archived',
  'restored',
  'purged',
  'read',
  'revealed',
  'shared',
  'signed-in',
  'signed-out',
] as const;

export function AuditFilters({ state, time, entries, searchRef }: AuditFiltersProps): ReactElement {
  const { filters, narrow } = state;
  return (
    <div className="filter-bar" role="search">
      <div className="filter-parts">
        <SearchBox state={state} searchRef={searchRef} />
        <TimeChoice state={state} time={time} />
        <Who state={state} entries={entries} />
        <About state={state} />
        <Select
          className="audit-select"
          label={t('audit.verb')}
          placeholder={t('audit.verb')}
          value={filters.verb ?? null}
          onChange={(verb) => narrow({ verb })}
          items={verbs.map((verb) => ({ value: verb, label: t(`say.verb.${verb}`) }))}
          clearable
        />
        <Select
          className="audit-select"
          label={t('audit.outcome')}
          placeholder={t('audit.outcome')}
          value={filters.outcome ?? null}
          onChange={(outcome) => narrow({ outcome })}
          items={[
            { value: 'done', label: t('audit.done') },
            { value: 'refused', label: t('audit.refused') },
          ]}
          clearable
        />
        <button
          type="button"
          className={cx('choice row', filters.important === 'true' && 'choice-on')}
          aria-pressed={filters.important === 'true'}
          onClick={() => narrow({ important: filters.important === 'true' ? null : 'true' })}
        >
          <ShieldAlert className="icon" aria-hidden />
          {t('audit.important')}
        </button>
        <Chips state={state} entries={entries} />
        {state.narrowed && (
          <Button small variant="quiet" onClick={state.clear}>
            {t('filter.clear')}
          </Button>
        )}
      </div>
    </div>
  );
}

function SearchBox({ state, searchRef }: Pick<AuditFiltersProps, 'state' | 'searchRef'>): ReactElement {
  const now = state.filters.address ?? state.filters.request ?? '';
  const [text, setText] = useState(now);
  useEffect(() => setText(now), [now]);
  const take = () => {
    if (text.trim() !== now) state.narrow(searched(text));
  };
  return (
    <div className="search-box">
      <Search className="icon" aria-hidden />
      <input
        ref={searchRef}
        type="search"
        className="input"
        aria-label={t('audit.search')}
        placeholder={t('audit.search')}
        value={text}
        maxLength={60}
        onChange={(e) => setText(e.target.value)}
        onBlur={take}
        onKeyDown={(e) => e.key === 'Enter' && take()}
      />
    </div>
  );
}

function TimeChoice({ state, time }: Pick<AuditFiltersProps, 'state' | 'time'>): ReactElement {
  const items: ListItem[] = Object.keys(spans).map((name) => ({
    value: name,
    label: t(`audit.${name as keyof typeof spans}`),
  }));
  const own = time.span === null && time.from !== null && time.to !== null;
  return (
    <Select
      className="audit-time"
      label={t('audit.time')}
      value={own ? 'own' : time.span}
      onChange={(value) => value !== null && value !== 'own' && state.setSpan(value as keyof typeof spans | 'all')}
      items={[
        ...items,
        { value: 'all', label: t('audit.all') },
        ...(own
          ? [{ value: 'own', label: t('audit.range', { from: formatInstant(time.from), to: formatInstant(time.to) }) }]
          : []),
      ]}
    />
  );
}

/** People by their names, and those who have none. */
function Who({ state, entries }: Pick<AuditFiltersProps, 'state' | 'entries'>): ReactElement {
  const { actor, actorKind } = state.filters;
  const found = useFound(['user']);
  const kinds: ListItem[] = (['stranger', 'system', 'api_key'] as const).map((kind) => ({
    value: `kind:${kind}`,
    label: t(`audit.kind.${kind}`),
    group: t('audit.kinds'),
  }));
  const people = found.items.map((i) => ({ value: i.id, label: i.title, group: t('audit.people') }));
  const known = entries.find((e) => e.actor.id === actor);
  const now: ListItem[] =
    actor === undefined || people.some((p) => p.value === actor)
      ? []
      : [{ value: actor, label: known === undefined ? actor.slice(0, 8) : sayActor(known), group: t('audit.people') }];
  return (
    <Select
      className="audit-select"
      label={t('audit.who')}
      placeholder={t('audit.who')}
      value={actor ?? (actorKind === undefined ? null : `kind:${actorKind}`)}
      onChange={(value) =>
        state.narrow(
          value?.startsWith('kind:') === true
            ? { actorKind: value.slice(5), actor: null }
            : { actor: value, actorKind: null },
        )
      }
      onOpenChange={found.setOpen}
      search={{ text: found.text, onText: found.setText }}
      status={found.status}
      items={[...now, ...people, ...(found.text === '' ? kinds : [])]}
      clearable
    />
  );
}

/** An object, or an area of the product that is none. */
function About({ state }: Pick<AuditFiltersProps, 'state'>): ReactElement {
  const { entities } = useCatalog();
  const { entity, actions } = state.filters;
  const area = areaNames.find((name) => areas[name] === actions);
  const items: ListItem[] = [
    ...entities.map((e) => ({
      value: `entity:${e.name}`,
      label: label(e.labelPlural),
      group: t('audit.about.objects'),
    })),
    ...areaNames.map((name) => ({
      value: `area:${name}`,
      label: t(`audit.area.${name}`),
      group: t('audit.about.areas'),
    })),
  ];
  return (
    <Select
      className="audit-select"
      label={t('audit.about')}
      placeholder={t('audit.about')}
      value={entity === undefined ? (area === undefined ? null : `area:${area}`) : `entity:${entity}`}
      onChange={(value) => {
        const [kind, name = ''] = value?.split(':') ?? [];
        if (kind === 'entity') state.narrow({ entity: name, actions: null });
        else state.narrow({ entity: null, actions: kind === 'area' ? areas[name as AreaName] : null });
      }}
      items={items}
      clearable
    />
  );
}

/** What was clicked, and has no choice of its own above. */
function Chips({ state, entries }: Pick<AuditFiltersProps, 'state' | 'entries'>): ReactElement {
  const { record, operation, session, source, actions } = state.filters;
  const titled = entries.find((e) => e.record === record && e.title !== null);
  const chips: [FilterName, string][] = [];
  if (record !== undefined) chips.push(['record', titled?.title ?? t('audit.recordIs')]);
  if (operation !== undefined) chips.push(['operation', t('audit.operationIs')]);
  if (session !== undefined) chips.push(['session', t('audit.sessionIs')]);
  if (source !== undefined) chips.push(['source', `${t('audit.source')}: ${saySource(source)}`]);
  if (actions !== undefined && !areaNames.some((area) => areas[area] === actions)) chips.push(['actions', actions]);
  return (
    <>
      {chips.map(([name, text]) => (
        <span key={name} className="chip">
          <span className="chip-text">
            <span>{text}</span>
          </span>
          <IconButton icon={X} label={t('form.clear', { what: text })} onClick={() => state.narrow({ [name]: null })} />
        </span>
      ))}
    </>
  );
}
