// The rights that are not about one object, in groups: parts of the product, menus, tools, administration; each with the sentence that says what it allows.
import type { ReactElement } from 'react';
import { type Grants, holdsArea, withArea } from '../../../web/access/grants.ts';
import { cx } from '../../../web/kit/class-names.ts';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import type { Catalogue } from '../contract.ts';
import { useRoleWords } from './use-role-words.ts';
import { t } from './words.ts';

interface Props {
  areas: Catalogue['areas'];
  objects: Catalogue['objects'];
  grants: Grants;
  before: Grants;
  onChange?: (next: Grants) => void;
}

const groups = ['module', 'menu', 'tool', 'totals', 'admin', 'other'] as const;

function groupOf(name: string): (typeof groups)[number] {
  const start = name.split('.', 1)[0];
  return groups.find((group) => group === start) ?? 'other';
}

export function Areas({ areas, ...rest }: Props): ReactElement {
  const grouped = Map.groupBy(areas, (area) => groupOf(area.name));
  return (
    <>
      {groups.flatMap((group) => {
        const here = grouped.get(group);
        if (here === undefined) return [];
        const held = here.filter((area) => holdsArea(rest.grants, area)).length;
        return [
          <section key={group} aria-label={t(`areas.${group}`)}>
            <h3 className="areas-head">
              {t(`areas.${group}`)} <span className="muted">{t('areas.held', { held, count: here.length })}</span>
            </h3>
            <ul className="areas">
              {here.map((area) => (
                <Area key={area.name} area={area} {...rest} />
              ))}
            </ul>
          </section>,
        ];
      })}
    </>
  );
}

function Area({
  area,
  objects,
  grants,
  before,
  onChange,
}: Omit<Props, 'areas'> & { area: Props['areas'][number] }): ReactElement {
  const words = useRoleWords(objects);
  const held = holdsArea(grants, area);
  const changed = held !== holdsArea(before, area);
  const says = (
    <span>
      <span className="strong" title={area.name}>
        {words.one(area.name)}
      </span>
      <span className="small muted block">{area.sentence}</span>
    </span>
  );
  return (
    <li className={cx(changed && 'matrix-changed')}>
      {onChange === undefined ? (
        <span className={cx('area', !held && 'muted')}>
          <span className="area-sign" aria-hidden>
            {held ? '●' : '○'}
          </span>
          <span className="sr">{t(held ? 'areas.yes' : 'areas.no')}</span>
          {says}
        </span>
      ) : (
        <label className="area" htmlFor={`area-${area.name}`}>
          <Checkbox
            id={`area-${area.name}`}
            checked={held}
            onChange={(e) => onChange(withArea(grants, area, e.target.checked))}
          />
          {says}
        </label>
      )}
    </li>
  );
}
