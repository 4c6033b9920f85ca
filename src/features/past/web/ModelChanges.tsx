// What became of fields and objects of one's own since a moment, and bringing a field back as it was.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { call } from '../../../web/call.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { t } from '../../../web/past/words.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { may, useMe } from '../../../web/session.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { ModelDifferenceView } from '../contract.ts';

type Change = ModelDifferenceView['changes'][number];

/** What the product can take back by itself. */
const restorable: readonly Change['did'][] = ['retired', 'deleted', 'changed', 'brought back'];

export function ModelChanges({ at }: { at: string }): ReactElement | null {
  const me = useMe();
  const client = useQueryClient();
  const catalog = useCatalog();
  const [busy, setBusy] = useState<string | null>(null);
  const found = useQuery({
    queryKey: ['past', 'model', at],
    queryFn: async ({ signal }) =>
      (await call<ModelDifferenceView>('GET', '/past/model', { query: { at }, signal })).data,
    enabled: may(me, 'admin.shape'),
  });
  if (found.data === undefined) return null;
  const back = async (change: Change) => {
    setBusy(change.id);
    try {
      await call('POST', `/past/fields/${change.id}/restore`, { body: { at } });
      await client.invalidateQueries();
      showToast({ text: t('past.fieldBack', { name: label(change.label) }) });
    } catch (error) {
      showToast({ text: problemLine(error), tone: 'danger' });
    }
    setBusy(null);
  };
  return (
    <section className="stack" aria-label={t('past.model')}>
      <h2>{t('past.model')}</h2>
      {found.data.changes.length === 0 && <p className="muted">{t('past.modelSame')}</p>}
      <ul className="past-model">
        {found.data.changes.map((change) => (
          <li key={change.id}>
            <span className="strong">{label(change.label)}</span>
            <span className="muted grow">
              {[catalog.byName.get(change.entity)?.labelPlural, t(`past.did.${change.did}`)].filter(Boolean).join(', ')}
            </span>
            {change.kind === 'field' && restorable.includes(change.did) && (
              <Button small busy={busy === change.id} onClick={() => void back(change)}>
                {t('past.back')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
