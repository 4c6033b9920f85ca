// The lines of a deal: products with quantity, price and discount, changed where they stand, and what they add up to beside the amount of the deal.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { type ReactElement, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { Groups } from '../../../contract/record-answers.ts';
import type { Money } from '../../../contract/field.ts';
import { canonicalDecimal } from '../../../contract/decimal.ts';
import { call } from '../../../web/call.ts';
import { type EntityInfo, type FieldInfo, fieldOf, isEditable } from '../../../web/catalog.ts';
import { useFound } from '../../../web/fields/use-found.ts';
import { formatMoney } from '../../../web/format.ts';
import { label, t as shared } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { historyKey, listKey, putRow } from '../../../web/records/cache.ts';
import { PartTable } from '../../../web/records/PartTable.tsx';
import type { RecordPartProps } from '../../../web/records/RecordPage.tsx';
import { useSave } from '../../../web/records/save.ts';
import { useParts } from '../../../web/records/use-parts.ts';
import { editRecord, readFrom } from '../../../web/records/wire.ts';
import { type Row, isOpenRef } from '../../../web/row.ts';
import { offerUndo } from '../../../web/undo.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import { t } from './words.ts';
import './lines.css';

const shownFields = ['product', 'description', 'quantity', 'price', 'discount', 'total'];

export function DealLines({ entity: deal, row }: RecordPartProps): ReactElement | null {
  const part = useCatalog().byName.get('dealLine');
  return part === undefined ? null : <Lines deal={deal} row={row} part={part} />;
}

function Lines({ deal, row, part }: { deal: EntityInfo; row: Row; part: EntityInfo }): ReactElement {
  const lines = useParts({
    part,
    via: 'deal',
    whole: { entity: deal.name, id: row.id },
    sort: fieldOf(part, 'position') === undefined ? 'createdAt' : 'position',
  });
  const locked = row.archivedAt !== undefined && row.archivedAt !== null;
  const fields = shownFields.flatMap((name) => fieldOf(part, name) ?? []);
  const canAdd = !locked && part.verbs.has('create');
  if (lines.error !== null) return <Failure error={lines.error} onRetry={lines.retry} />;
  if (lines.waiting) return <Waiting lines={4} />;
  return (
    <div className="deal-lines">
      <PriceList deal={deal} row={row} locked={locked} />
      {lines.rows.length === 0 ? (
        <p className="muted">{t(canAdd ? 'lines.noneYet' : 'lines.none')}</p>
      ) : (
        <PartTable
          part={part}
          rows={lines.rows}
          fields={fields}
          name={label(part.labelPlural)}
          locked={locked}
          arrived={lines.arrived === null ? null : { id: lines.arrived, field: 'quantity' }}
          onMove={part.verbs.has('edit') ? lines.move : null}
          onRemove={part.verbs.has('archive') ? lines.remove : null}
          foot={null}
        />
      )}
      {lines.more && (
        <Link
          href={`/${part.path}?filter=${encodeURIComponent(JSON.stringify({ field: 'deal', op: 'in', value: [row.id] }))}`}
          className="related-more"
        >
          {shared('related.all')}
        </Link>
      )}
      {canAdd && <AddLine part={part} onAdd={lines.add} />}
      {lines.rows.length > 0 && fieldOf(part, 'total') !== undefined && (
        <Sum deal={deal} row={row} part={part} lines={lines.rows} locked={locked} />
      )}
    </div>
  );
}

/** By which list new lines get their price. */
function PriceList({ deal, row, locked }: { deal: EntityInfo; row: Row; locked: boolean }): ReactElement | null {
  const save = useSave(deal);
  const field = fieldOf(deal, 'priceList');
  const found = useFound(field?.to ?? []);
  if (field === undefined || locked || !isEditable(deal, field) || !('priceList' in row)) return null;
  const now = isOpenRef(row['priceList']) ? row['priceList'] : null;
  const items = found.items.map((i) => ({ value: i.id, label: i.title }));
  const put = (value: { id: string; title: string } | null) => {
    save(row, { priceList: value }).catch((error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }));
  };
  return (
    <div className="row deal-pricelist">
      <span className="muted small" aria-hidden>
        {t('lines.priceList')}
      </span>
      <Select
        label={t('lines.priceList')}
        value={now?.id ?? null}
        placeholder={t('lines.usualList')}
        clearable
        search={{ text: found.text, onText: found.setText }}
        status={found.status}
        onOpenChange={found.setOpen}
        items={
          now !== null && !items.some((i) => i.value === now.id)
            ? [{ value: now.id, label: now.title }, ...items]
            : items
        }
        onChange={(id) => put(found.items.find((i) => i.id === id) ?? null)}
      />
      <span className="muted small">{t('lines.priceListHelp')}</span>
    </div>
  );
}

interface AddLineProps {
  part: EntityInfo;
  onAdd: (values: Readonly<Record<string, unknown>>) => Promise<void>;
}

/** A product brings its name and price along; a line of one's own begins with what it is for. */
function AddLine({ part, onAdd }: AddLineProps): ReactElement {
  const product = creatable(part, 'product');
  const description = creatable(part, 'description');
  const found = useFound(product?.to ?? []);
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [reason, setReason] = useState<string | null>(null);
  // The line that comes takes the focus, however late the list of products is gone; without a choice it goes back to where it was.
  const picked = useRef(false);
  const add = async (values: Readonly<Record<string, unknown>>) => {
    if (busy) return;
    setBusy(true);
    setReason(null);
    try {
      await onAdd(values);
      setText('');
    } catch (error) {
      setReason(problemLine(error));
    }
    setBusy(false);
  };
  return (
    <div className="deal-add">
      {product !== undefined && (
        <Select
          className="deal-add-product"
          value={null}
          label={t('lines.addProduct')}
          placeholder={t('lines.addProduct')}
          search={{ text: found.text, onText: found.setText }}
          status={found.status}
          onOpenChange={(open) => {
            if (open) picked.current = false;
            found.setOpen(open);
          }}
          finalFocus={() => !picked.current}
          items={found.items.map((i) => ({ value: i.id, label: i.title }))}
          onChange={(id) => {
            if (id === null) return;
            picked.current = true;
            void add({ product: id });
          }}
        />
      )}
      {description !== undefined && (
        <form
          className="row grow"
          onSubmit={(e) => {
            e.preventDefault();
            if (text.trim() !== '') void add({ description: text.trim() });
          }}
        >
          <TextInput
            aria-label={t('lines.addOwn')}
            placeholder={t('lines.addOwn')}
            value={text}
            onChange={(e) => setText(e.target.value)}
          />
          <Button icon={Plus} type="submit" busy={busy} disabled={text.trim() === ''}>
            {t('lines.add')}
          </Button>
        </form>
      )}
      {reason !== null && (
        <p className="form-error" role="alert">
          {reason}
        </p>
      )}
    </div>
  );
}

function creatable(part: EntityInfo, name: string): FieldInfo | undefined {
  const field = fieldOf(part, name);
  return field?.creatable === true ? field : undefined;
}

interface SumProps {
  deal: EntityInfo;
  row: Row;
  part: EntityInfo;
  lines: readonly Row[];
  locked: boolean;
}

/** Added up by the server over every line one may see; the deal keeps its own amount until it is told to take this one. */
function Sum({ deal, row, part, lines, locked }: SumProps): ReactElement | null {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const sum = useQuery({
    // a line that was changed has another version
    queryKey: listKey(part.name, 'sum', row.id, lines.map((l) => `${l.id}:${l.version}`).join()),
    queryFn: ({ signal }) => addUp(part, row.id, signal),
    placeholderData: keepPreviousData,
  });
  const amounts = sum.data ?? [];
  const only = amounts.length === 1 ? amounts[0] : undefined;
  const field = fieldOf(deal, 'amount');
  const amount = (row['amount'] ?? null) as Money | null;
  const same =
    only !== undefined &&
    amount !== null &&
    amount.currency === only.currency &&
    canonicalDecimal(amount.amount) === canonicalDecimal(only.amount);
  const canUse = only !== undefined && !same && !locked && field !== undefined && isEditable(deal, field);
  const take = async () => {
    if (only === undefined) return;
    setBusy(true);
    try {
      const { data, operation } = await editRecord(deal, row.id, row.version, { amount: only });
      putRow(client, deal.name, row.id, data);
      offerUndo(client, t('lines.taken', { sum: formatMoney(only) }), operation);
      void client.invalidateQueries({ queryKey: historyKey(deal.name, row.id) });
      void client.invalidateQueries({ queryKey: ['list', deal.name] });
    } catch (error) {
      showToast({ text: problemLine(error), tone: 'danger' });
    }
    setBusy(false);
  };
  return (
    <div className="deal-sum">
      <dl>
        <div className="row">
          <dt>{t('lines.sum')}</dt>
          <dd className="num strong">{amounts.length === 0 ? '–' : amounts.map((m) => formatMoney(m)).join(' + ')}</dd>
        </div>
        {field !== undefined && (
          <div className="row muted">
            <dt>{t('lines.amount')}</dt>
            <dd className="num">{amount === null ? shared('value.empty') : formatMoney(amount)}</dd>
          </div>
        )}
      </dl>
      <p className="small muted">{amounts.length > 1 ? t('lines.several') : same ? t('lines.same') : ''}</p>
      {canUse && (
        <Button busy={busy} onClick={() => void take()}>
          {t('lines.take')}
        </Button>
      )}
    </div>
  );
}

async function addUp(part: EntityInfo, deal: string, signal: AbortSignal): Promise<readonly Money[]> {
  const { data } = await call<Groups>('GET', readFrom(part, '/group').path, {
    query: { at: part.at, measures: 'sum:total', filter: JSON.stringify({ field: 'deal', op: 'eq', value: deal }) },
    signal,
  });
  const value = data.groups[0]?.measures[0];
  return Array.isArray(value) ? value : [];
}
