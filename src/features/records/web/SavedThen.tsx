// The saved totals there were at the moment one looks back to, behind a button above totals of then: each leads to its question of then.
import { useQuery } from '@tanstack/react-query';
import { Bookmark } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { Link } from 'wouter';
import type { AnswerOf } from '../../../contract/action.ts';
import type { totalsPast } from '../../past/contract.ts';
import { call } from '../../../web/call.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { Popover } from '../../../web/kit/Popover.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { SavedTotalsView } from '../../totals/contract.ts';
import { addressOfSaved } from './saved-question.ts';
import { t } from './saved-words.ts';
import './saved.css';

export function SavedThen({ at }: { at: string }): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label={t('saved.then')}
      align="end"
      className="saved-popover"
      open={open}
      onOpenChange={setOpen}
      trigger={<Button icon={Bookmark}>{t('saved.title')}</Button>}
    >
      <List at={at} onOpen={() => setOpen(false)} />
    </Popover>
  );
}

function List({ at, onOpen }: { at: string; onOpen: () => void }): ReactElement {
  const found = useQuery({
    queryKey: ['past', 'saved-totals', at],
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof totalsPast>>('GET', '/past/saved-totals', { query: { at }, signal })).data.rows,
    // looking is put on record each time
    staleTime: Infinity,
  });
  if (found.isPending) return <Waiting lines={3} />;
  if (found.isError) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data.length === 0) return <Empty title={t('saved.thenEmpty')} />;
  return (
    <div className="stack saved-list">
      <p className="muted small prose">{t('saved.thenHelp')}</p>
      <ul className="lines">
        {found.data.map((saved) => (
          <One key={saved.id} saved={saved} onOpen={onOpen} />
        ))}
      </ul>
    </div>
  );
}

function One({ saved, onOpen }: { saved: SavedTotalsView; onOpen: () => void }): ReactElement {
  const { byName } = useCatalog();
  const { question, works } = saved;
  const entity = question === null ? undefined : byName.get(question.entity);
  const by = saved.mine ? '' : saved.owner === null ? t('saved.byNobody') : t('saved.by', { name: saved.owner });
  const facts = [entity === undefined ? '' : label(entity.labelPlural), by, saved.help].filter(Boolean).join(' · ');
  return (
    <li className="row saved-one">
      <span className="two grow">
        {question !== null && entity !== undefined && works ? (
          <Link href={addressOfSaved(entity, null, question)} className="ellipsis" onClick={onOpen}>
            {saved.name}
          </Link>
        ) : (
          <span className="ellipsis">{saved.name}</span>
        )}
        <span className="muted small ellipsis" title={facts}>
          {facts}
        </span>
      </span>
      {!works && <Badge tone="brass">{t('saved.cannot')}</Badge>}
    </li>
  );
}
