// What a program is given, a key or an application: everything one holds oneself, to be searched and chosen from, and nothing wider.
import { type ReactElement, Suspense, lazy, useState } from 'react';
import type { Offered } from '../../features/keys/contract.ts';
import { FormField } from '../kit/FormField.tsx';
import { Failure, Waiting } from '../kit/States.tsx';
import { TextInput } from '../kit/TextInput.tsx';
import { may, useMe } from '../session.ts';
import { Areas } from './Areas.tsx';
import { t } from './given-words.ts';
import { type Grants, verbOrder } from './grants.ts';
import { Matrix, type RulesProps } from './Matrix.tsx';
import { narrowTo } from './narrow.ts';
import { ObjectDetails } from './ObjectDetails.tsx';
import { areasOf, keptWithin, rowsOf } from './offer.ts';
import { useRightWords } from './right-words.ts';
import { useOffer } from './use-offer.ts';
import { t as access } from './words.ts';

const RuleEditor = lazy(() => import('./RuleEditor.tsx').then((m) => ({ default: m.RuleEditor })));

interface Props {
  help: string;
  error: string | null;
  grants: Grants;
  /** as it is now: what differs is marked; the same for a new one */
  before: Grants;
  /** a key acts as a person does; an application never administers */
  people: boolean;
  onChange: (next: Grants) => void;
}

export function GivenRights({ help, error, ...rest }: Props): ReactElement {
  const offer = useOffer();
  return (
    <FormField label={access('programs.rights')} group error={error}>
      {() => (
        <>
          <p className="small muted">{help}</p>
          {offer.isPending && <Waiting lines={4} />}
          {offer.isError && <Failure error={offer.error} onRetry={() => void offer.refetch()} />}
          {offer.data !== undefined && <Chooser offer={offer.data} {...rest} />}
        </>
      )}
    </FormField>
  );
}

function Chooser({ offer, grants, before, people, onChange }: Omit<Props, 'help' | 'error'> & { offer: Offered }) {
  const me = useMe();
  const names = useRightWords(undefined, offer.totals);
  const [text, setText] = useState('');
  const [past, setPast] = useState<readonly Grants[]>([]);
  // What was given once stays in sight, also after it is taken away here.
  const [given] = useState(before);
  const objects = rowsOf(offer, given, names);
  const verbs = verbOrder.filter((verb) => objects.some((o) => o.verbs.includes(verb)));
  const all = { objects, verbs, areas: areasOf(offer, given, people) };
  if (all.objects.length === 0 && all.areas.length === 0) return <p className="muted">{t('given.empty')}</p>;
  const shown = narrowTo(text, all, names);
  const put = (next: Grants) => {
    setPast([...past.slice(-99), grants]);
    onChange(keptWithin(next, offer));
  };
  const undo = (): boolean => {
    const last = past.at(-1);
    if (last === undefined) return false;
    setPast(past.slice(0, -1));
    onChange(last);
    return true;
  };
  return (
    <div className="stack tight">
      <TextInput
        type="search"
        className="role-find"
        aria-label={t('given.filter')}
        placeholder={t('given.find')}
        value={text}
        onChange={(e) => setText(e.target.value)}
      />
      {shown.objects.length > 0 && (
        <>
          <Matrix
            {...shown}
            grants={grants}
            before={before}
            onChange={put}
            onUndo={undo}
            Fields={ObjectDetails}
            {...(may(me, 'admin.grants') ? { Rules } : {})}
          />
          <p className="small muted">{access('matrix.hint')}</p>
        </>
      )}
      {shown.areas.length > 0 && (
        <section aria-label={t('given.others')}>
          <Areas
            areas={shown.areas}
            words={names}
            grants={grants}
            before={before}
            onChange={put}
            folded={{ open: text.trim() !== '' }}
          />
        </section>
      )}
      {shown.objects.length === 0 && shown.areas.length === 0 && (
        <p className="muted" role="status">
          {access('matrix.noMatch')}
        </p>
      )}
    </div>
  );
}

/** Loaded when somebody writes a rule. */
function Rules(props: RulesProps): ReactElement {
  return (
    <Suspense>
      <RuleEditor {...props} />
    </Suspense>
  );
}
