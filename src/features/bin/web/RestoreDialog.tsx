// Brings back one record alone, with what came into the bin with it, or with what refers to it from there: shown first, with what would stay and why.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Refusal, useSending } from '../../../web/kit/sending.tsx';
import { call } from '../../../web/call.ts';
import { formatNumber } from '../../../web/format.ts';
import { label, t as shared } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { BinRow, TreeView } from '../contract.ts';
import { type RestoreWish, restoreItems } from './use-bin.ts';
import { t } from './words.ts';

export function RestoreDialog({ row, onClose }: { row: BinRow; onClose: () => void }): ReactElement {
  const client = useQueryClient();
  const [how, setHow] = useState<RestoreWish['with']>('nothing');
  const [without, setWithout] = useState(false);
  const state = useSending();
  const tree = useQuery({
    queryKey: ['bin', 'tree', row.entity, row.id],
    queryFn: async ({ signal }) => (await call<TreeView>('GET', `/bin/${row.entity}/${row.id}`, { signal })).data,
    staleTime: 0,
  });
  const restore = () =>
    state.send(async () => {
      const done = await restoreItems(client, [{ entity: row.entity, id: row.id }], { with: how, without });
      if (done.done > 0) onClose();
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('bin.restore.title', { name: row.title ?? t('bin.untitled') })}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{shared('common.cancel')}</Button>
          <Button variant="primary" busy={state.busy} onClick={() => void restore()}>
            {t('bin.bringBack')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <Refusal why={state.error} />
        {tree.isPending && <Waiting lines={4} />}
        {tree.isError && <Failure error={tree.error} onRetry={() => void tree.refetch()} />}
        {tree.data !== undefined && (
          <fieldset className="bin-choices">
            <legend className="sr">{t('bin.restore.with')}</legend>
            <Choice value="nothing" how={how} onHow={setHow} text={t('bin.restore.alone')} parts={[]} />
            {tree.data.same.length > 0 && (
              <Choice value="same" how={how} onHow={setHow} text={t('bin.restore.same')} parts={tree.data.same} />
            )}
            {tree.data.related.length > 0 && (
              <Choice
                value="related"
                how={how}
                onHow={setHow}
                text={t('bin.restore.related')}
                parts={tree.data.related}
              />
            )}
          </fieldset>
        )}
        <label className="role-choice" htmlFor="bin-without">
          <Checkbox id="bin-without" checked={without} onChange={(e) => setWithout(e.target.checked)} />
          <span>
            {t('bin.restore.taken')}
            <span className="small muted block">{t('bin.restore.takenHelp')}</span>
          </span>
        </label>
      </div>
    </Dialog>
  );
}

interface ChoiceProps {
  value: RestoreWish['with'];
  how: RestoreWish['with'];
  onHow: (how: RestoreWish['with']) => void;
  text: string;
  parts: TreeView['same'];
}

function Choice({ value, how, onHow, text, parts }: ChoiceProps): ReactElement {
  const catalog = useCatalog();
  const labelOf = ({ entity, count }: { entity: string; count: number }): string => {
    const e = catalog.byName.get(entity);
    return label((count === 1 ? e?.label : e?.labelPlural) ?? entity).toLowerCase();
  };
  return (
    <label className="role-choice">
      <input type="radio" name="bin-with" checked={how === value} onChange={() => onHow(value)} />
      <span>
        {text}
        {parts.map((p) => (
          <span key={p.entity} className="small muted block">
            {t('bin.restore.some', {
              count: formatNumber(p.count),
              object: labelOf(p),
              names:
                p.sample.map((x) => x.title ?? t('bin.untitled')).join(', ') + (p.count > p.sample.length ? ' …' : ''),
            })}
            {p.stays.map((s) => (
              <span key={s.reason} className="danger-text block">
                {t('bin.restore.stay', { count: formatNumber(s.count), reason: s.reason })}
              </span>
            ))}
          </span>
        ))}
      </span>
    </label>
  );
}
