// Who can see a record and why, what one may do with it oneself, and with whom it is shared.
import { useQuery } from '@tanstack/react-query';
import { Info } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import type { whyVerbs } from '../contract.ts';
import { AskForAccess } from '../../../web/access/AskForAccess.tsx';
import { AllGrants, Reasons, Verdict } from '../../../web/access/Reasons.tsx';
import type { ExplanationView as Explanation } from '../contract.ts';
import { call } from '../../../web/call.ts';
import { IconButton } from '../../../web/kit/Button.tsx';
import { Popover } from '../../../web/kit/Popover.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { may, useMe } from '../../../web/session.ts';
import './access.css';
import type { OfRecord } from './of-record.ts';
import { Seers } from './Seers.tsx';
import { Shares } from './Shares.tsx';
import { t } from './words.ts';

export function AccessPanel({ entity, row }: OfRecord): ReactElement {
  const me = useMe();
  return (
    <div className="access-panel">
      {entity.verbs.has('share') && <Shares entity={entity} row={row} />}
      {may(me, 'admin.access') && <Seers entity={entity} row={row} />}
      <Deeds entity={entity} row={row} />
    </div>
  );
}

/** To add or import others says nothing about this one. */
function isAboutIt(x: Explanation): boolean {
  return !/\.(create|import)$/.test(x.permission);
}

/** Verb by verb, with a way to ask for what is missing. */
function Deeds({ entity, row }: OfRecord): ReactElement {
  const answer = useQuery({
    queryKey: ['access-verbs', entity.name, row.id],
    queryFn: async ({ signal }) =>
      (
        await call<AnswerOf<typeof whyVerbs>>('GET', '/access/verbs', {
          query: { entity: entity.name, id: row.id },
          signal,
        })
      ).data.verbs,
  });
  return (
    <section aria-labelledby="access-deeds">
      <h2 id="access-deeds">{t('access.may')}</h2>
      {answer.isPending && <Waiting lines={4} />}
      {answer.isError && <Failure error={answer.error} onRetry={() => void answer.refetch()} />}
      <ul className="deeds">
        {answer.data?.filter(isAboutIt).map((x) => (
          <Deed key={x.permission} entity={entity} row={row} of={x} />
        ))}
      </ul>
    </section>
  );
}

function Deed({ entity, row, of: x }: OfRecord & { of: Explanation }): ReactElement {
  const verb = x.permission.slice(x.permission.indexOf('.') + 1);
  const what = t(`deed.${verb}` as 'deed.view');
  const isAsked = !x.allowed && verb !== 'view';
  return (
    <li>
      <div className="row">
        <span className="deed-what">{what}</span>
        <Verdict allowed={x.allowed} />
        <Why what={what} of={x} />
        <span className="grow" />
        {isAsked && (
          <AskForAccess what={what} asked={{ permission: x.permission, entity: entity.name, record: row.id }} />
        )}
      </div>
      <Reasons of={x} />
    </li>
  );
}

/** Every grant with its rule, in a popup. */
function Why({ what, of: x }: { what: string; of: Explanation }): ReactElement | null {
  const [open, setOpen] = useState(false);
  if (x.grants.length === 0) return null;
  return (
    <Popover
      label={t('access.whyOf', { what })}
      open={open}
      onOpenChange={setOpen}
      className="why-popup"
      trigger={<IconButton icon={Info} label={t('access.whyOf', { what })} />}
    >
      <p className="strong">{what}</p>
      <AllGrants of={x} />
      {x.whole !== null && <AllGrants of={x.whole} />}
    </Popover>
  );
}
