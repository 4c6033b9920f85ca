// Brings chosen records, a list or one record back to the moment that is looked at, and says what came of it.
import { History } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { pageLimits } from '../../contract/filter.ts';
import type { EntityInfo } from '../catalog.ts';
import { Button } from '../kit/Button.tsx';
import { showToast } from '../kit/toasts.ts';
import { problemLine } from '../problem-text.ts';
import type { BulkTarget } from '../records/bulk.ts';
import { bringBack } from './use-past.ts';
import { t } from './words.ts';

async function run(entity: EntityInfo, body: object): Promise<void> {
  try {
    const { result } = await bringBack(entity.name, { at: entity.at, ...body });
    if (result === null) return void showToast({ text: t('past.backJob') });
    const count = result.unbinned + result.changed + result.binned;
    const reason = result.kept[0]?.reason ?? '';
    showToast({
      text:
        count === 0 && result.keptCount === 0
          ? t('past.backNone')
          : t('past.backDone', { count, kept: result.keptCount, reason }),
    });
  } catch (error) {
    showToast({ text: problemLine(error), tone: 'danger' });
  }
}

interface BringBackRowsProps {
  entity: EntityInfo;
  target: BulkTarget;
  onDone: () => void;
}

/** In the bar of the selection. */
export function BringBackRows({ entity, target, onDone }: BringBackRowsProps): ReactElement {
  const [busy, setBusy] = useState(false);
  const all = !('ids' in target);
  const tooMany = !all && target.ids.length > pageLimits.most;
  const start = async () => {
    setBusy(true);
    await run(
      entity,
      all ? { filter: target.filter ?? undefined, search: target.search || undefined } : { ids: target.ids },
    );
    setBusy(false);
    onDone();
  };
  return (
    <button type="button" className="bar-button" disabled={busy || tooMany} onClick={() => void start()}>
      {all ? t('past.backAll') : t('past.back')}
    </button>
  );
}

/** On the page of a record. */
export function BringBackRecord({ entity, id }: { entity: EntityInfo; id: string }): ReactElement {
  const [busy, setBusy] = useState(false);
  return (
    <Button
      icon={History}
      busy={busy}
      onClick={() => {
        setBusy(true);
        void run(entity, { ids: [id] }).then(() => setBusy(false));
      }}
    >
      {t('past.backRecord')}
    </Button>
  );
}
