// Before a role is saved: what changes, whom it affects, which records come into sight or go out of it, which tests fail; and the reason.
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { differences } from '../../../contract/role-differences.ts';
import type { Grants } from '../../../web/access/grants.ts';
import { call } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { t as anywhere } from '../../../web/i18n/i18n.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { Catalogue, Role, WhatIf } from '../contract.ts';
import { Said } from './Said.tsx';
import { testText } from './test-text.ts';
import { useRoleWords } from './use-role-words.ts';
import { t } from './words.ts';

interface Props {
  role: Role;
  next: Grants;
  objects: Catalogue['objects'];
  onClose: () => void;
  onSave: (reason: string) => Promise<void>;
}

type Tried = WhatIf['tests'][number];

/** One that may not be told stops a change all the same where it hangs on it. */
const stops = (test: Tried): boolean => test.passes === false || (test.passes === null && test.trouble !== null);

function outcomeOf(test: Tried): 'roles.testPasses' | 'roles.testFails' | 'roles.testForeign' | 'roles.testUntold' {
  if (test.passes === null) return stops(test) ? 'roles.testForeign' : 'roles.testUntold';
  return test.passes ? 'roles.testPasses' : 'roles.testFails';
}

export function ReviewDialog({ role, next, objects, onClose, onSave }: Props): ReactElement {
  const [reason, setReason] = useState('');
  const [state, setState] = useState<{ busy: boolean; error: string | null }>({ busy: false, error: null });
  const foretold = useQuery({
    queryKey: ['what-if', role.id, next],
    queryFn: async ({ signal }) =>
      (await call<WhatIf>('POST', `/roles/${role.id}/what-if`, { body: { grants: next }, signal })).data,
    retry: false,
    gcTime: 0,
  });
  const failing = foretold.data?.tests.some(stops) === true;
  const save = () => {
    setState({ busy: true, error: null });
    onSave(reason).catch((error: unknown) => setState({ busy: false, error: problemLine(error) }));
  };
  return (
    <Dialog
      open
      onClose={onClose}
      size="large"
      title={t('roles.reviewTitle', { name: role.name })}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{anywhere('common.cancel')}</Button>
          <Button
            variant="primary"
            busy={state.busy}
            disabled={failing || foretold.isPending || foretold.isError}
            onClick={save}
          >
            {t('roles.save')}
          </Button>
        </>
      }
    >
      <DifferenceTable before={role.grants} after={next} objects={objects} />
      {foretold.isPending && <Waiting lines={3} />}
      {foretold.isError && <Failure error={foretold.error} />}
      {foretold.data && <Foretold whatIf={foretold.data} objects={objects} />}
      <FormField label={t('roles.reason')} help={t('roles.reasonHelp')} error={state.error}>
        {(control) => (
          <TextInput {...control} value={reason} maxLength={500} onChange={(e) => setReason(e.target.value)} />
        )}
      </FormField>
    </Dialog>
  );
}

interface DifferenceProps {
  before: object;
  after: object;
  objects: Catalogue['objects'];
}

function DifferenceTable({ before, after, objects }: DifferenceProps): ReactElement {
  const words = useRoleWords(objects);
  const all = differences(before as never, after as never);
  if (all.length === 0) return <p className="muted">{t('roles.compareSame')}</p>;
  return (
    <table className="table diff-table">
      <thead>
        <tr>
          <th scope="col">{t('roles.place')}</th>
          <th scope="col">{t('roles.before')}</th>
          <th scope="col">{t('roles.after')}</th>
        </tr>
      </thead>
      <tbody>
        {all.map((d) => (
          <tr key={d.place}>
            <td title={d.place}>{words.place(d.place)}</td>
            <td className="muted">
              <Said text={d.before} />
            </td>
            <td className="strong brass">
              <Said text={d.after} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Foretold({ whatIf, objects }: { whatIf: WhatIf; objects: Catalogue['objects'] }): ReactElement {
  const words = useRoleWords(objects);
  const { people, counted, sessions, sights, tests } = whatIf;
  const names = people.slice(0, 8).map((p) => p.title);
  return (
    <div className="stack tight foretold" role="status">
      <p>
        <span className="strong">{t('roles.people', { count: people.length })}</span>
        {names.length > 0 && (
          <span className="muted">
            {' '}
            {names.join(', ')}
            {people.length > names.length ? ' …' : ''}
          </span>
        )}
      </p>
      {people.length > 0 && <p>{t('roles.sessions', { count: sessions })}</p>}
      {people.length > 0 && sights.every((s) => s.appear === 0 && s.vanish === 0) && <p>{t('roles.noRecords')}</p>}
      {people.length > 0 && sights.some((s) => s.partly) && <p className="muted">{t('roles.sees.partly')}</p>}
      <ul>
        {sights.flatMap((s) => [
          ...(s.appear > 0
            ? [<li key={`${s.entity}+`}>{t('roles.sees.appear', { label: s.label, count: s.appear })}</li>]
            : []),
          ...(s.vanish > 0
            ? [<li key={`${s.entity}-`}>{t('roles.sees.vanish', { label: s.label, count: s.vanish })}</li>]
            : []),
        ])}
      </ul>
      {counted < people.length && (
        <p className="small muted">{t('roles.counted', { counted, people: people.length })}</p>
      )}
      {tests.length === 0 ? (
        <p className="small muted">{t('roles.testsNone')}</p>
      ) : (
        <ul>
          {tests.map((test) => (
            <li key={test.id} className={stops(test) ? 'danger' : 'muted'}>
              {t(outcomeOf(test), { test: testText(test, words) })}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
