// The properties a field can have, each with what follows from it. Those that are decided once are told, not offered again.
import { type ReactElement, useId } from 'react';
import { takes } from '../../../contract/own-field.ts';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import type { FieldDraft } from './field-draft.ts';
import { isKind } from './kinds.ts';
import { t } from './words.ts';

const choices = [
  ['required', 'shape.required', 'shape.requiredHelp'],
  ['unique', 'shape.unique', 'shape.uniqueHelp'],
  ['search', 'shape.search', null],
  ['sorted', 'shape.sorted', null],
  ['personal', 'shape.personal', 'shape.personalHelp'],
  ['protected', 'shape.protected', 'shape.protectedHelp'],
] as const;
type Trait = (typeof choices)[number][0];

const changeable: readonly Trait[] = ['required', 'personal'];

export interface TraitChoicesProps {
  draft: FieldDraft;
  fixed: boolean;
  /** the object has a place for sealed values */
  sealable: boolean;
  onPut: (part: Partial<FieldDraft>) => void;
}

function isOffered(draft: FieldDraft, trait: Trait, sealable: boolean): boolean {
  const { made } = draft;
  if (trait === 'personal') return true;
  if (!isKind(made)) return false;
  if (trait === 'required') return true;
  if (trait === 'protected') return sealable && takes(made, 'protected');
  if (draft.protected && (trait === 'search' || trait === 'sorted')) return false;
  return takes(made, trait);
}

export function TraitChoices({ draft, fixed, sealable, onPut }: TraitChoicesProps): ReactElement {
  const id = useId();
  const offered = choices.filter(
    ([trait]) => isOffered(draft, trait, sealable) && (!fixed || changeable.includes(trait)),
  );
  const decided = choices.filter(([trait]) => fixed && !changeable.includes(trait) && draft[trait]);
  return (
    <div role="group" aria-labelledby={id} className="form-field">
      <div className="form-label" id={id}>
        {t('shape.traits')}
      </div>
      <div className="shape-choices">
        {offered.map(([trait, text, help]) => (
          <label key={trait} className="role-choice" htmlFor={`${id}-${trait}`}>
            <Checkbox
              id={`${id}-${trait}`}
              checked={draft[trait]}
              {...(help === null ? {} : { 'aria-describedby': `${id}-${trait}-help` })}
              onChange={(e) => onPut({ [trait]: e.target.checked })}
            />
            <span>
              {t(text)}
              {help !== null && (
                <span className="muted small block" id={`${id}-${trait}-help`}>
                  {t(help)}
                </span>
              )}
            </span>
          </label>
        ))}
      </div>
      {decided.length > 0 && (
        <p className="form-help">
          {t('shape.fixed', { what: decided.map(([trait]) => t(`trait.${trait}`)).join(', ') })}
        </p>
      )}
    </div>
  );
}
