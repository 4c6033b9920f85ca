// What lies in the bin: narrowed by object, person, time and name; restored or deleted one by one, chosen ones, or all that match.
import { useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { FoundSelect } from '../../../web/fields/FoundSelect.tsx';
import { useRested } from '../../../web/fields/use-found.ts';
import { currentRegion, formatNumber } from '../../../web/format.ts';
import { label, t as anywhere } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { DateInput } from '../../../web/kit/DateInput.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { may, useMe } from '../../../web/session.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import { instantOf } from '../../../contract/zone.ts';
import type { BinFilter, BinPolicyView, BinRow } from '../contract.ts';
import { BinLine } from './BinLine.tsx';
import { PurgeDialog, type PurgeWish } from './PurgeDialog.tsx';
import { RestoreDialog } from './RestoreDialog.tsx';
import { restoreItems, useBin } from './use-bin.ts';
import { t } from './words.ts';

interface Narrow {
  readonly entity: string | null;
  readonly by: { readonly id: string; readonly title: string } | null;
  readonly from: string | null;
  readonly before: string | null;
}

const keyOf = (row: { entity: string; id: string }): string => `${row.entity} ${row.id}`;

function startOf(day: string): string {
  return instantOf({ date: day, time: '00:00' }, currentRegion().timeZone).toISOString();
}

function filterOf({ entity, by, from, before }: Narrow, search: string): BinFilter {
  return {
    ...(entity === null ? {} : { entity }),
    ...(by === null ? {} : { by: by.id }),
    ...(from === null ? {} : { from: startOf(from) }),
    ...(before === null ? {} : { before: startOf(before) }),
    ...(search === '' ? {} : { search }),
  };
}

export function BinList({ policy }: { policy: BinPolicyView | null }): ReactElement {
  const me = useMe();
  const client = useQueryClient();
  const catalog = useCatalog();
  const labelOf = ({ entity, count }: { entity: string; count: number }): string => {
    const e = catalog.byName.get(entity);
    return label((count === 1 ? e?.label : e?.labelPlural) ?? entity).toLowerCase();
  };
  const [narrow, setNarrow] = useState<Narrow>({ entity: null, by: null, from: null, before: null });
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [purging, setPurging] = useState<PurgeWish | null>(null);
  const [restoring, setRestoring] = useState<BinRow | null>(null);
  const filter = filterOf(narrow, useRested(text.trim(), 200));
  const bin = useBin(filter);
  const rows = bin.data?.pages.flatMap((page) => page.rows) ?? [];
  const counts = bin.data?.pages.slice(0, 1).flatMap((page) => page.counts) ?? [];
  const total = counts.reduce((sum, c) => sum + c.count, 0);
  const picked = rows.filter((row) => chosen.has(keyOf(row)));
  const clear = () => setChosen(new Set());
  const restore = (some: readonly BinRow[]) => {
    const items = some.map(({ entity, id }) => ({ entity, id }));
    restoreItems(client, items, { with: 'nothing', without: false }).then(clear, (error: unknown) =>
      showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  const narrowed = Object.keys(filter).length > 0;
  return (
    <div className="bin">
      <Narrowing
        narrow={narrow}
        onNarrow={(next) => {
          setNarrow(next);
          clear();
        }}
        text={text}
        onText={setText}
      />
      <div className="row bin-tools">
        <span className="grow muted num" role="status">
          {counts.map((c) => `${formatNumber(c.count)} ${labelOf(c)}`).join(', ')}
        </span>
        {may(me, 'tool.empty-bin') && total > 0 && (
          <Button variant="danger" icon={Trash2} onClick={() => setPurging({ filter, total })}>
            {t('bin.empty')}
          </Button>
        )}
      </div>
      {bin.isPending && <Waiting />}
      {bin.isError && <Failure error={bin.error} onRetry={() => void bin.refetch()} />}
      {bin.data !== undefined && rows.length === 0 && (
        <Empty icon={Trash2} title={t(narrowed ? 'bin.noMatch' : 'bin.emptyAll')}>
          {!narrowed && <p className="muted prose">{t('bin.emptyHelp')}</p>}
        </Empty>
      )}
      {rows.length > 0 && (
        <table className="table bin-table">
          <thead>
            <tr>
              <th scope="col" className="bin-check">
                <Checkbox
                  aria-label={t('bin.chooseAll')}
                  checked={picked.length === rows.length}
                  indeterminate={picked.length > 0 && picked.length < rows.length}
                  onChange={(e) => setChosen(e.target.checked ? new Set(rows.map(keyOf)) : new Set())}
                />
              </th>
              <th scope="col">{t('bin.name')}</th>
              <th scope="col" className="hide-phone">
                {t('bin.who')}
              </th>
              <th scope="col">{t('bin.when')}</th>
              <th scope="col" className="hide-phone">
                {t('bin.how')}
              </th>
              <th scope="col">
                <span className="sr">{anywhere('list.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <BinLine
                key={keyOf(row)}
                row={row}
                chosen={chosen.has(keyOf(row))}
                onChoose={(on) => {
                  const next = new Set(chosen);
                  if (on) next.add(keyOf(row));
                  else next.delete(keyOf(row));
                  setChosen(next);
                }}
                onRestore={() => restore([row])}
                onRestoreWith={() => setRestoring(row)}
                onPurge={() => setPurging({ items: [row] })}
              />
            ))}
          </tbody>
        </table>
      )}
      {bin.hasNextPage && (
        <p className="bin-more">
          <Button busy={bin.isFetchingNextPage} onClick={() => void bin.fetchNextPage()}>
            {t('bin.more')}
          </Button>
        </p>
      )}
      {picked.length > 0 && (
        <section className="selection-bar bin-bar" aria-label={anywhere('selection.region')}>
          <span className="strong num">{t('bin.selected', { count: picked.length })}</span>
          <button type="button" className="bar-button" onClick={() => restore(picked)}>
            {t('bin.bringBack')}
          </button>
          {picked.some((row) => row.mayPurge) && (
            <button type="button" className="bar-button" onClick={() => setPurging({ items: picked })}>
              {t('bin.purge')}
            </button>
          )}
        </section>
      )}
      {purging !== null && (
        <PurgeDialog
          wish={purging}
          policy={policy}
          onClose={() => setPurging(null)}
          onDone={() => {
            setPurging(null);
            clear();
          }}
        />
      )}
      {restoring !== null && <RestoreDialog row={restoring} onClose={() => setRestoring(null)} />}
    </div>
  );
}

function Narrowing({
  narrow,
  onNarrow,
  text,
  onText,
}: {
  narrow: Narrow;
  onNarrow: (next: Narrow) => void;
  text: string;
  onText: (next: string) => void;
}): ReactElement {
  const catalog = useCatalog();
  const { by } = narrow;
  return (
    <div className="bin-filters">
      <TextInput
        type="search"
        aria-label={t('bin.search')}
        placeholder={t('bin.search')}
        maxLength={200}
        value={text}
        onChange={(e) => onText(e.target.value)}
      />
      <Select
        label={t('bin.object')}
        value={narrow.entity}
        placeholder={t('bin.all')}
        clearable
        items={catalog.entities.map((e) => ({ value: e.name, label: label(e.labelPlural) }))}
        onChange={(entity) => onNarrow({ ...narrow, entity })}
      />
      {catalog.byName.has('user') && (
        <FoundSelect
          label={t('bin.by')}
          placeholder={t('bin.anybody')}
          clearable
          of={['user']}
          chosen={by}
          onChoose={(next) => onNarrow({ ...narrow, by: next })}
        />
      )}
      <label className="row bin-day">
        <span className="small muted">{t('bin.from')}</span>
        <DateInput label={t('bin.from')} value={narrow.from} onChange={(from) => onNarrow({ ...narrow, from })} />
      </label>
      <label className="row bin-day">
        <span className="small muted">{t('bin.before')}</span>
        <DateInput
          label={t('bin.before')}
          value={narrow.before}
          onChange={(before) => onNarrow({ ...narrow, before })}
        />
      </label>
    </div>
  );
}
