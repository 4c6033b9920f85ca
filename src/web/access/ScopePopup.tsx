// The one popup of the matrix: the scopes with what they mean, and the scope of this cell for its whole row or column.
import { type ReactElement, useRef } from 'react';
import { Button } from '../kit/Button.tsx';
import { Listbox } from '../kit/Listbox.tsx';
import { Popover } from '../kit/Popover.tsx';
import { type ObjectRow, type Scope, type ScopeWord, sameScope, scopesOf, wordOf } from './grants.ts';
import { ScopeSign } from './ScopeSign.tsx';
import { wordFor } from './word-for.ts';
import { t } from './words.ts';

interface Props {
  anchor: HTMLElement;
  object: ObjectRow;
  verb: string;
  scope: Scope;
  /** rules are written here */
  rules: boolean;
  onClose: () => void;
  onPick: (scope: Scope) => void;
  onRule: () => void;
  onSpread: (over: 'row' | 'column') => void;
}

export function ScopePopup(props: Props): ReactElement {
  const { anchor, object, verb, scope, rules, onClose, onPick, onRule, onSpread } = props;
  const chosen = useRef<HTMLElement>(null);
  const word = wordOf(scope);
  const held = object.reach?.[verb]?.rules ?? [];
  const chosenRule = held.findIndex((one) => sameScope(one, scope));
  const items = [
    ...scopesOf(object, verb).map((one) => ({
      value: one,
      sign: one,
      help: t(`scope.help.${one}` as 'scope.help.none'),
    })),
    // A rule one holds something by is handed on as it is.
    ...held.map((one, n) => ({ value: `${n}`, sign: 'rule', help: ruleText(one) })),
    ...(rules ? [{ value: 'rule', sign: 'rule', help: t('scope.help.rule') }] : []),
  ];
  return (
    <Popover
      open
      onOpenChange={(next) => !next && onClose()}
      anchor={anchor}
      label={t('matrix.choose')}
      className="popover-list scope-list"
      initialFocus={chosen}
      finalFocus={{ current: anchor }}
    >
      <Listbox
        label={t('matrix.choose')}
        search="none"
        focusRef={chosen}
        chosen={[chosenRule < 0 ? word : `${chosenRule}`]}
        items={items.map(({ value, sign, help }) => ({
          value,
          label: wordFor('scope', sign),
          draw: (
            <span className="matrix-choice">
              <ScopeSign scope={sign} />
              <span>{wordFor('scope', sign)}</span>
              <span className="small muted">{help}</span>
            </span>
          ),
        }))}
        onPick={(one) => {
          onClose();
          if (one === 'rule') onRule();
          else onPick(held[Number(one)] ?? (one as ScopeWord));
        }}
      />
      {word !== 'rule' && (
        <div className="row scope-spread">
          {(['row', 'column'] as const).map((over) => (
            <Button
              key={over}
              small
              onClick={() => {
                onClose();
                onSpread(over);
              }}
            >
              {t(`matrix.${over}`)}: {wordFor('scope', word)}
            </Button>
          ))}
        </div>
      )}
    </Popover>
  );
}

function ruleText(scope: Scope): string {
  if (typeof scope === 'string') return '';
  return scope.within === undefined ? scope.rule : `${scope.rule} · ${wordFor('scope', scope.within)}`;
}
