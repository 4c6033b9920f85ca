// The fields of one object in a role or of a program: each hidden, masked, read or edit, all to be chosen by keyboard like any group of radio buttons.
import { type ReactElement, type ReactNode, useId } from 'react';
import { label } from '../i18n/i18n.ts';
import { cx } from '../kit/class-names.ts';
import { type FieldRight, fieldRights, rightOf, withRight } from './grants.ts';
import type { FieldsProps } from './Matrix.tsx';
import { wordFor } from './word-for.ts';

/** What is said of none, or more than there is to give, is the most there is. */
function atMost(right: FieldRight, most: FieldRight = 'edit'): FieldRight {
  return fieldRights[Math.min(fieldRights.indexOf(right), fieldRights.indexOf(most))]!;
}

/** `children`: what else is said of the object, before its fields. */
export function FieldRights({
  object,
  grants,
  before,
  onChange,
  children,
}: FieldsProps & { children?: ReactNode }): ReactElement {
  const id = useId();
  return (
    <div className="field-rights">
      {children}
      {object.fields.map((field) => {
        const right = atMost(rightOf(grants, object.name, field.name), field.most);
        const changed = right !== atMost(rightOf(before, object.name, field.name), field.most);
        return (
          <fieldset key={field.name} className={cx('field-right', changed && 'matrix-changed')}>
            <legend title={label(field.label)}>{label(field.label)}</legend>
            {onChange === undefined ? (
              <span className="muted">{wordFor('right', right)}</span>
            ) : (
              fieldRights.slice(0, fieldRights.indexOf(field.most ?? 'edit') + 1).map((one) => (
                <label key={one} htmlFor={`${id}-${field.name}-${one}`}>
                  <input
                    type="radio"
                    id={`${id}-${field.name}-${one}`}
                    name={`${id}.${field.name}`}
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
