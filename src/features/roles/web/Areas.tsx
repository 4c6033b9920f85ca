// The rights that are not about one object: menus, tools, modules, administration; each with the sentence that says what it allows.
import type { ReactElement } from 'react';
import { type Grants, holdsArea, withArea } from '../../../web/access/grants.ts';
import { cx } from '../../../web/kit/class-names.ts';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import type { Catalogue } from '../contract.ts';

interface Props {
  areas: Catalogue['areas'];
  grants: Grants;
  before: Grants;
  onChange?: (next: Grants) => void;
}

export function Areas({ areas, grants, before, onChange }: Props): ReactElement {
  return (
    <ul className="areas">
      {areas.map((area) => {
        const held = holdsArea(grants, area);
        const changed = held !== holdsArea(before, area);
        return (
          <li key={area.name} className={cx(changed && 'matrix-changed')}>
            {onChange === undefined ? (
              <span className={cx('area', !held && 'muted')}>
                <span className="area-sign" aria-hidden>
                  {held ? '●' : '○'}
                </span>
                <span>
                  <span className="strong">{area.name}</span>
                  <span className="small muted block">{area.sentence}</span>
                </span>
              </span>
            ) : (
              <label className="area" htmlFor={`area-${area.name}`}>
                <Checkbox
                  id={`area-${area.name}`}
                  checked={held}
                  onChange={(e) => onChange(withArea(grants, area, e.target.checked))}
                />
                <span>
                  <span className="strong">{area.name}</span>
                  <span className="small muted block">{area.sentence}</span>
                </span>
              </label>
            )}
          </li>
        );
      })}
    </ul>
  );
}
