// By what is grouped, which figures are taken, and in which currency: the questions above the table.
import { ChevronDown, Sigma, X } from 'lucide-react';
import { type ReactElement, useMemo, useRef } from 'react';
import { type Bucket, type Measure, buckets, groupLimits } from '../../../contract/group.ts';
import type { EntityInfo, FieldInfo } from '../../../web/catalog.ts';
import { currentRegion, formatNumber } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Button, IconButton } from '../../../web/kit/Button.tsx';
import { Listbox, type ListItem } from '../../../web/kit/Listbox.tsx';
import { Popover } from '../../../web/kit/Popover.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { sayMeasure } from './say.ts';
import { type Groupable, groupable, isDated, keyOf, possibleFigures } from './totals-fields.ts';
import { type TotalsState, writeMeasure } from './totals-state.ts';
import { t } from './words.ts';

export function TotalsTools({ entity, state }: { entity: EntityInfo; state: TotalsState }): ReactElement {
  const fields = useMemo(() => groupable(entity), [entity]);
  const { by, measures } = state;
  const money = measures.some((m) => entity.fields.find((f) => f.name === m.field)?.kind === 'money');
  const { currency } = currentRegion();
  const slots = by.length < groupLimits.keys && by.length < fields.length ? by.length + 1 : by.length;
  return (
    <div className="totals-tools" role="group" aria-label={t('totals.title')}>
      {fields.length > 0 &&
        Array.from({ length: slots }, (_, n) => (
          <GroupBy key={n} entity={entity} fields={fields} state={state} place={n} />
        ))}
      <Figures entity={entity} measures={measures} onChange={state.setMeasures} />
      {money && (
        <Select
          className="totals-currency"
          label={t('totals.amounts')}
          value={state.each ? 'each' : 'company'}
          items={[
            { value: 'company', label: t('totals.convert', { currency }) },
            { value: 'each', label: t('totals.each') },
          ]}
          onChange={(value) => state.setEach(value === 'each')}
        />
      )}
    </div>
  );
}

interface GroupByProps {
  entity: EntityInfo;
  fields: readonly Groupable[];
  state: TotalsState;
  /** which of the groupings; one behind the last is offered empty */
  place: number;
}

function GroupBy({ entity, fields, state, place }: GroupByProps): ReactElement {
  const { by, setBy } = state;
  const key = by[place];
  const taken = new Set(by.filter((_, n) => n !== place).map((k) => k.field));
  const field = fields.find((f) => f.field.name === key?.field)?.field;
  const items = fields.filter((f) => !taken.has(f.field.name)).map((f) => itemOf(entity, f));
  const put = (next: FieldInfo, bucket?: Bucket) =>
    setBy([...by.slice(0, place), keyOf(next, bucket), ...by.slice(place + 1)]);
  const name = t(place === 0 ? 'totals.by' : 'totals.then');
  return (
    <span className="totals-by row">
      <span className="muted small" aria-hidden>
        {name}
      </span>
      <Select
        className="totals-field"
        label={name}
        value={key?.field ?? null}
        placeholder={t('totals.none')}
        search="local"
        items={items}
        onChange={(next) => {
          const found = fields.find((f) => f.field.name === next)?.field;
          if (found !== undefined) put(found);
        }}
      />
      {field !== undefined && isDated(field) && (
        <Select
          className="totals-bucket"
          label={t('totals.bucketOf', { field: label(field.label) })}
          value={key?.bucket ?? 'month'}
          items={buckets.map((b) => ({ value: b, label: t(`totals.bucket.${b}`) }))}
          onChange={(b) => b !== null && put(field, b as Bucket)}
        />
      )}
      {key !== undefined && (
        <IconButton
          icon={X}
          label={`${t('totals.none')}: ${name}`}
          onClick={() => setBy(by.filter((_, n) => n !== place))}
        />
      )}
    </span>
  );
}

function itemOf(entity: EntityInfo, { field, through }: Groupable): ListItem {
  return {
    value: field.name,
    label: label(field.label),
    group: label(through === null ? t('totals.own', { what: label(entity.label) }) : through.label),
  };
}

interface FiguresProps {
  entity: EntityInfo;
  measures: readonly Measure[];
  onChange: (measures: readonly Measure[]) => void;
}

function Figures({ entity, measures, onChange }: FiguresProps): ReactElement | null {
  const all = useMemo(() => possibleFigures(entity), [entity]);
  const focus = useRef<HTMLElement>(null);
  if (all.length === 0) return null;
  const chosen = measures.map(writeMeasure);
  const full = measures.length >= groupLimits.measures;
  return (
    <Popover
      label={t('totals.figures')}
      className="popover-list"
      initialFocus={focus}
      trigger={
        <Button icon={Sigma}>
          {t('totals.figures')}
          {chosen.length > 0 && <span className="count-dot num">{formatNumber(chosen.length)}</span>}
          <ChevronDown className="icon muted" aria-hidden />
        </Button>
      }
    >
      <Listbox
        label={t('totals.figures')}
        items={all.map((f) => ({ value: writeMeasure(f.measure), label: sayMeasure(f) }))}
        chosen={chosen}
        multiple
        search={all.length > 9 ? 'local' : 'none'}
        focusRef={focus}
        onPick={(value) => {
          const found = all.find((f) => writeMeasure(f.measure) === value);
          if (found === undefined) return;
          if (chosen.includes(value)) onChange(measures.filter((m) => writeMeasure(m) !== value));
          else if (!full) onChange([...measures, found.measure]);
        }}
      />
      <p className="popover-foot small muted">{t('totals.atMost', { count: groupLimits.measures })}</p>
    </Popover>
  );
}
