// What a role adds up to, in sentences: over which records, what of administration, and what every other role has and this one has not.
import type { ReactElement } from 'react';
import type { RightNames } from '../../../contract/right-names.ts';
import { type Grants, holdsArea } from '../../../web/access/grants.ts';
import { wordFor } from '../../../web/access/word-for.ts';
import { t as access } from '../../../web/access/words.ts';
import type { Catalogue } from '../contract.ts';
import { sumUp } from './sum-up.ts';
import { t } from './words.ts';

interface Props {
  grants: Grants;
  catalogue: Catalogue;
  words: RightNames;
}

export function SumUp({ grants, catalogue, words }: Props): ReactElement {
  const sentences = sumUp(grants, catalogue.objects);
  const named = (areas: Catalogue['areas']) => words.all(areas.map((area) => area.name));
  const beyond =
    grants.everything === true ? [] : catalogue.areas.filter((area) => !area.usual && holdsArea(grants, area));
  const without = catalogue.areas.filter((area) => area.usual && !holdsArea(grants, area));
  if (sentences.length === 0 && beyond.length === 0) return <p className="muted">{t('roles.summary.none')}</p>;
  return (
    <ul className="sum-up">
      {sentences.map(({ scope, verbs, objects }) => {
        const said = { verbs: verbs.map((verb) => wordFor('verb', verb)).join(', '), objects: objects.join(', ') };
        return (
          <li key={`${scope} ${said.verbs} ${said.objects}`}>
            {scope === 'all'
              ? t('roles.summary.all', said)
              : t('roles.summary.some', { ...said, scope: access(`scope.help.${scope}` as 'scope.help.own') })}
          </li>
        );
      })}
      {beyond.length > 0 && <li>{t('roles.summary.beyond', { rights: named(beyond) })}</li>}
      {sentences.length > 0 && without.length > 0 && <li>{t('roles.summary.without', { rights: named(without) })}</li>}
    </ul>
  );
}
