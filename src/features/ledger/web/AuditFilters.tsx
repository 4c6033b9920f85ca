// What narrows the audit log: the question in words, choices of who, what and when for those who would rather point, and all that is asked as chips.
import { Eye, Radio, ShieldAlert, X } from 'lucide-react';
import type { ReactElement, RefObject } from 'react';
import type { LedgerTerm } from '../../../contract/ledger-query.ts';
import { useFound } from '../../../web/fields/use-found.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Button, IconButton } from '../../../web/kit/Button.tsx';
import { cx } from '../../../web/kit/class-names.ts';
import type { ListItem } from '../../../web/kit/Listbox.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { useCatalog } from '../../../web/use-catalog.ts';
import { type AreaName, areaNames, areas } from './areas.ts';
import { type AuditState, type AuditTime, spans } from './audit-state.ts';
import type { Entry } from './entries.ts';
import { useInstant } from './instants.ts';
import { QueryBox } from './QueryBox.tsx';
import { sayActor } from './say.ts';
import { t } from './words.ts';

export interface AuditFiltersProps {
  state: AuditState;
  time: AuditTime;
  /** those shown: they know the names of what was clicked */
  entries: readonly Entry[];
  searchRef: RefObject<HTMLInputElement | null>;
  live: boolean;
  onLive: (on: boolean) => void;
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

export function AuditFilters({ state, time, entries, searchRef, live, onLive }: AuditFiltersProps): ReactElement {
  const { filters, narrow } = state;
  return (
    <div className="audit-asking" role="search">
      <QueryBox state={state} searchRef={searchRef} />
      <div className="filter-bar">
        <div className="filter-parts">
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
          <Toggle icon={ShieldAlert} on={state.important} onChange={state.setImportant} text={t('audit.important')} />
          <Toggle icon={Eye} on={state.looks} onChange={state.setLooks} text={t('audit.looks')} />
          <Toggle icon={Radio} on={live} onChange={onLive} text={t(live ? 'audit.live.pause' : 'audit.live')} />
        </div>
      </div>
      <Chips state={state} entries={entries} />
    </div>
  );
}

function Toggle({
  icon: Icon,
  on,
  onChange,
  text,
}: {
  icon: typeof Eye;
  on: boolean;
  onChange: (on: boolean) => void;
  text: string;
}): ReactElement {
  return (
    <button
      type="button"
      className={cx('choice row', on && 'choice-on')}
      aria-pressed={on}
      onClick={() => onChange(!on)}
    >
      <Icon className="icon" aria-hidden />
      {text}
    </button>
  );
}

function TimeChoice({ state, time }: Pick<AuditFiltersProps, 'state' | 'time'>): ReactElement {
  const formatInstant = useInstant();
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
  const now: ListItem[] =
    actor === undefined || people.some((p) => p.value === actor)
      ? []
      : [{ value: actor, label: nameOf(entries, actor), group: t('audit.people') }];
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

/** An id is of somebody or something that stands in the list; else its first signs have to do. */
function nameOf(entries: readonly Entry[], value: string): string {
  const actor = entries.find((e) => e.actor.id === value);
  if (actor !== undefined) return sayActor(actor);
  return entries.find((e) => e.record === value && e.title !== null)?.title ?? shortId(value);
}

function shortId(value: string): string {
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value) ? value.slice(0, 8) : value;
}

function sayTerm(entries: readonly Entry[], { key, not }: LedgerTerm, value: string): string {
  const what = key === 'text' ? value : `${key}: ${nameOf(entries, value)}`;
  return not ? t('audit.not', { what }) : what;
}

/** All that is asked, and that looks are left out: each can be taken away. */
function Chips({ state, entries }: Pick<AuditFiltersProps, 'state' | 'entries'>): ReactElement {
  return (
    <div className="audit-chips">
      {!state.looks && (
        <Chip text={t('audit.changes')} title={t('audit.changesHelp')} onDrop={() => state.setLooks(true)} />
      )}
      {state.terms.flatMap((term) =>
        term.values.map((value) => {
          const text = sayTerm(entries, term, value);
          return <Chip key={`${text} ${value}`} text={text} onDrop={() => state.drop(term, value)} />;
        }),
      )}
      {state.narrowed && (
        <Button small variant="quiet" onClick={state.clear}>
          {t('filter.clear')}
        </Button>
      )}
    </div>
  );
}

function Chip({ text, title, onDrop }: { text: string; title?: string; onDrop: () => void }): ReactElement {
  return (
    <span className="chip" title={title}>
      <span className="chip-text">
        <span>{text}</span>
      </span>
      <IconButton icon={X} label={t('form.clear', { what: text })} onClick={onDrop} />
    </span>
  );
}
