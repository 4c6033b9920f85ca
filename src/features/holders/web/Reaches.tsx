// What a person reaches: records counted by the server under that person's own rules, verbs with their scopes, fields that are not wholly readable.
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import type { reach } from '../../access/contract.ts';
import type { NamedTotals } from '../../../contract/right-names.ts';
import { useRightWords } from '../../../web/access/right-words.ts';
import { wordFor } from '../../../web/access/word-for.ts';
import { call } from '../../../web/call.ts';
import { formatNumber } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import type { AccessThen } from '../contract.ts';
import { t } from './words.ts';

export interface HeldObject {
  readonly entity: string;
  readonly label: string;
  readonly verbs: readonly { readonly verb: string; readonly scopes: readonly string[] }[];
  readonly fields: readonly { readonly field: string; readonly rights: readonly string[] }[];
  /** null: not counted */
  readonly seen?: number;
}

export function Reaches({ user }: { user: string }): ReactElement {
  const answer = useQuery({
    queryKey: ['access-reach', user],
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof reach>>('GET', `/access/users/${user}/reach`, { signal })).data,
  });
  return (
    <section aria-labelledby="person-reaches">
      <h2 id="person-reaches">{t('person.reaches')}</h2>
      <p className="muted small">{t('person.reachesHelp')}</p>
      {answer.isPending && <Waiting lines={6} />}
      {answer.isError && <Failure error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.data !== undefined && <Held {...answer.data} />}
    </section>
  );
}

/** Verbs of the same scopes told together. */
function byScopes(verbs: HeldObject['verbs']): { scopes: string; verbs: string[] }[] {
  const groups = Map.groupBy(verbs, (v) => v.scopes.join('; '));
  return [...groups].map(([scopes, list]) => ({ scopes, verbs: list.map((v) => v.verb) }));
}

export function Held({
  objects,
  areas,
  totals,
}: {
  objects: readonly HeldObject[];
  areas: AccessThen['areas'] | readonly string[];
  /** what saved totals among them are called, where that is known */
  totals?: readonly NamedTotals[];
}): ReactElement {
  const words = useRightWords(undefined, totals);
  const counted = objects.some((o) => o.seen !== undefined);
  return (
    <>
      {objects.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('person.object')}</th>
              {counted && (
                <th scope="col" className="num">
                  {t('person.records')}
                </th>
              )}
              <th scope="col">{t('person.rights')}</th>
            </tr>
          </thead>
          <tbody>
            {objects.map((o) => (
              <tr key={o.entity}>
                <td>{label(o.label)}</td>
                {counted && <td className="num">{formatNumber(o.seen ?? 0)}</td>}
                <td className="person-verbs">
                  {byScopes(o.verbs).map(({ scopes, verbs }) => (
                    <span key={scopes} className="block">
                      {verbs.map((v) => wordFor('verb', v)).join(', ')}: <span className="muted">{scopes}</span>
                    </span>
                  ))}
                  {o.fields.length > 0 && (
                    <span className="block brass-text">
                      {t('person.fields', {
                        fields: o.fields
                          .map(
                            (f) =>
                              `${words.field(o.entity, f.field)} (${f.rights.map((r) => wordFor('right', r)).join(', ')})`,
                          )
                          .join(', '),
                      })}
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {areas.length > 0 && (
        <details>
          <summary>{t('person.areas')}</summary>
          <p className="small prose">{words.all(areas)}</p>
        </details>
      )}
    </>
  );
}
