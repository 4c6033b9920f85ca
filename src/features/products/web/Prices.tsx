// The prices of a price list, product by product, changed where they stand.
import { Plus } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { Link } from 'wouter';
import { type EntityInfo, fieldOf } from '../../../web/catalog.ts';
import { DecimalInput } from '../../../web/fields/numbers.tsx';
import { useFound } from '../../../web/fields/use-found.ts';
import { label, t as shared } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { problemLine } from '../../../web/problem-text.ts';
import { PartTable } from '../../../web/records/PartTable.tsx';
import type { RecordPartProps } from '../../../web/records/RecordPage.tsx';
import { useParts } from '../../../web/records/use-parts.ts';
import type { Row } from '../../../web/row.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import { t } from './words.ts';

export function Prices({ entity, row }: RecordPartProps): ReactElement | null {
  const part = useCatalog().byName.get('price');
  return part === undefined ? null : <List whole={entity} row={row} part={part} />;
}

function List({ whole, row, part }: { whole: EntityInfo; row: Row; part: EntityInfo }): ReactElement {
  const prices = useParts({
    part,
    via: 'priceList',
    whole: { entity: whole.name, id: row.id },
    sort: fieldOf(part, 'product')?.sortable === true ? 'product' : 'createdAt',
  });
  const locked = row.archivedAt !== undefined && row.archivedAt !== null;
  const fields = ['product', 'amount'].flatMap((name) => fieldOf(part, name) ?? []);
  if (prices.error !== null) return <Failure error={prices.error} onRetry={prices.retry} />;
  if (prices.waiting) return <Waiting lines={4} />;
  return (
    <div className="stack">
      {prices.rows.length === 0 ? (
        <p className="muted prose">{t('prices.none')}</p>
      ) : (
        <PartTable
          part={part}
          rows={prices.rows}
          fields={fields}
          name={label(part.labelPlural)}
          locked={locked}
          arrived={prices.arrived === null ? null : { id: prices.arrived, field: 'amount' }}
          onMove={null}
          onRemove={part.verbs.has('archive') ? prices.remove : null}
          foot={null}
        />
      )}
      {prices.more && (
        <Link
          href={`/${part.path}?filter=${encodeURIComponent(JSON.stringify({ field: 'priceList', op: 'in', value: [row.id] }))}`}
          className="related-more"
        >
          {shared('related.all')}
        </Link>
      )}
      {!locked && part.verbs.has('create') && (
        <AddPrice
          part={part}
          currency={typeof row['currency'] === 'string' ? row['currency'] : ''}
          onAdd={prices.add}
        />
      )}
    </div>
  );
}

interface AddPriceProps {
  part: EntityInfo;
  currency: string;
  onAdd: (values: Readonly<Record<string, unknown>>) => Promise<void>;
}

function AddPrice({ part, currency, onAdd }: AddPriceProps): ReactElement {
  const found = useFound(fieldOf(part, 'product')?.to ?? []);
  const [product, setProduct] = useState<{ id: string; title: string } | null>(null);
  const [amount, setAmount] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [reason, setReason] = useState<string | null>(null);
  const ready = product !== null && amount !== null;
  const add = async () => {
    if (busy || product === null || amount === null) return;
    setBusy(true);
    setReason(null);
    try {
      await onAdd({ product: product.id, amount: { amount, currency } });
      setProduct(null);
      setAmount(null);
    } catch (error) {
      setReason(problemLine(error));
    }
    setBusy(false);
  };
  const items = found.items.map((i) => ({ value: i.id, label: i.title }));
  return (
    <form
      className="row wrap"
      onSubmit={(e) => {
        e.preventDefault();
        void add();
      }}
    >
      <Select
        value={product?.id ?? null}
        label={t('prices.product')}
        placeholder={t('prices.product')}
        search={{ text: found.text, onText: found.setText }}
        status={found.status}
        onOpenChange={found.setOpen}
        items={
          product !== null && !items.some((i) => i.value === product.id)
            ? [{ value: product.id, label: product.title }, ...items]
            : items
        }
        onChange={(id) => setProduct(found.items.find((i) => i.id === id) ?? null)}
      />
      <DecimalInput label={t('prices.amount', { currency })} value={amount} onChange={setAmount} />
      <Button icon={Plus} type="submit" busy={busy} disabled={!ready}>
        {t('prices.add')}
      </Button>
      {reason !== null && (
        <p className="form-error" role="alert">
          {reason}
        </p>
      )}
    </form>
  );
}
