// The fields of one object in a role: each hidden, masked, read or edit, all to be chosen by keyboard like any group of radio buttons.
import type { ReactElement } from 'react';
import { type Grants, type ObjectRow, fieldRights, rightOf, withRight } from '../../../web/access/grants.ts';
import { wordFor } from '../../../web/access/word-for.ts';
import { cx } from '../../../web/kit/class-names.ts';
import { ExportLimits } from './ExportLimits.tsx';

interface Props {
  object: ObjectRow;
  grants: Grants;
  before: Grants;
  onChange?: (next: Grants) => void;
}

export function FieldRights({ object, grants, before, onChange }: Props): ReactElement {
  return (
    <div className="field-rights">
      <ExportLimits object={object} grants={grants} before={before} {...(onChange === undefined ? {} : { onChange })} />
      {object.fields.map((field) => {
        const right = rightOf(grants, object.name, field.name);
        const changed = right !== rightOf(before, object.name, field.name);
        return (
          <fieldset key={field.name} className={cx('field-right', changed && 'matrix-changed')}>
            <legend title={field.label}>{field.label}</legend>
            {onChange === undefined ? (
              <span className="muted">{wordFor('right', right)}</span>
            ) : (
              fieldRights.map((one) => (
                <label key={one} htmlFor={`${object.name}-${field.name}-${one}`}>
                  <input
                    type="radio"
                    id={`${object.name}-${field.name}-${one}`}
                    name={`${object.name}.${field.name}`}
                    checked={right === one}
                    onChange={() => onChange(withRight(grants, object.name, field.name, one))}
                  />
                  {wordFor('right', one)}
                </label>
              ))
            )}
          </fieldset>
        );
      })}
    </div>
  );
}
