// Under the row of an object: the right on each of its fields, how its records leave, and kinds of activity with scopes of their own.
import { Plus, X } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { FieldRights } from './FieldRights.tsx';
import type { FieldsProps } from './Matrix.tsx';
import { type ScopeWord, type TypeScope, typeScopes, withTypeScope, wordOf } from './grants.ts';
import { ScopeSign } from './ScopeSign.tsx';
import { wordFor } from './word-for.ts';
import { cx } from '../kit/class-names.ts';
import { Button, IconButton } from '../kit/Button.tsx';
import { Select } from '../kit/Select.tsx';
import { ExportLimits } from './ExportLimits.tsx';
import { t } from './given-words.ts';

export function ObjectDetails(props: FieldsProps): ReactElement {
  const { object, grants } = props;
  return (
    <div className="object-details">
      <FieldRights {...props}>
        <ExportLimits {...props} />
      </FieldRights>
      {(object.types?.length ?? 0) > 0 && grants.everything !== true && <TypeScopes {...props} />}
    </div>
  );
}

function TypeScopes({ object, grants, before, onChange }: FieldsProps): ReactElement {
  const said = typeScopes(grants, object.name);
  const was = typeScopes(before, object.name);
  const [adding, setAdding] = useState<Pick<TypeScope, 'type' | 'verb'> | null>(null);
  const put = (one: Pick<TypeScope, 'type' | 'verb'>, scope: ScopeWord | null) =>
    onChange?.(withTypeScope(grants, object.name, one.type, one.verb, scope));
  const labelOf = (type: string): string => object.types?.find((one) => one.name === type)?.label ?? type;
  return (
    <section className="type-scopes" aria-label={t('types.title')}>
      <p className="strong small">{t('types.title')}</p>
      <p className="small muted">{said.length === 0 ? t('types.none') : t('types.help')}</p>
      <ul>
        {said.map((one) => {
          const changed = !was.some((w) => JSON.stringify(w) === JSON.stringify(one));
          const what = `${labelOf(one.type)}, ${wordFor('verb', one.verb)}`;
          return (
            <li key={`${one.type} ${one.verb}`} className={cx('row', changed && 'matrix-changed')}>
              <span className="type-name">{what}</span>
              {onChange === undefined || wordOf(one.scope) === 'rule' ? (
                <span className="row">
                  <ScopeSign scope={wordOf(one.scope)} />
                  {typeof one.scope === 'string' ? wordFor('scope', one.scope) : one.scope.rule}
                </span>
              ) : (
                <ScopeSelect
                  label={what}
                  scopes={object.scopes}
                  value={wordOf(one.scope)}
                  onPick={(s) => put(one, s)}
                />
              )}
              {onChange !== undefined && (
                <IconButton icon={X} label={`${t('types.remove')}: ${what}`} onClick={() => put(one, null)} />
              )}
            </li>
          );
        })}
      </ul>
      {onChange !== undefined && adding === null && (
        <Button small icon={Plus} onClick={() => setAdding({ type: '', verb: '' })}>
          {t('types.add')}
        </Button>
      )}
      {adding !== null && (
        <div className="row type-new">
          <Select
            label={t('types.type')}
            placeholder={t('types.type')}
            value={adding.type === '' ? null : adding.type}
            onChange={(type) => setAdding({ ...adding, type: type ?? '' })}
            items={(object.types ?? []).map((one) => ({ value: one.name, label: one.label }))}
          />
          <Select
            label={t('types.verb')}
            placeholder={t('types.verb')}
            value={adding.verb === '' ? null : adding.verb}
            onChange={(verb) => setAdding({ ...adding, verb: verb ?? '' })}
            items={object.verbs.map((verb) => ({ value: verb, label: wordFor('verb', verb) }))}
          />
          {adding.type !== '' && adding.verb !== '' && (
            <ScopeSelect
              label={t('types.scope')}
              scopes={object.scopes}
              value={null}
              onPick={(scope) => {
                put(adding, scope);
                setAdding(null);
              }}
            />
          )}
        </div>
      )}
    </section>
  );
}

interface ScopeSelectProps {
  label: string;
  scopes: readonly string[];
  value: string | null;
  onPick: (scope: ScopeWord) => void;
}

function ScopeSelect({ label, scopes, value, onPick }: ScopeSelectProps): ReactElement {
  return (
    <Select
      label={label}
      placeholder={t('types.scope')}
      value={value}
      onChange={(next) => next !== null && onPick(next as ScopeWord)}
      items={scopes.map((word) => ({
        value: word,
        label: wordFor('scope', word),
        draw: (
          <span className="row">
            <ScopeSign scope={word} />
            {wordFor('scope', word)}
          </span>
        ),
      }))}
    />
  );
}
