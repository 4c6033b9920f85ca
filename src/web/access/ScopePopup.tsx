// The one popup of the matrix: the scopes with what they mean, and the scope of this cell for its whole row or column.
import { type ReactElement, useRef } from 'react';
import { Button } from '../kit/Button.tsx';
import { Listbox } from '../kit/Listbox.tsx';
import { Popover } from '../kit/Popover.tsx';
import { type ObjectRow, type Scope, type ScopeWord, wordOf } from './grants.ts';
import { ScopeSign } from './ScopeSign.tsx';
import { wordFor } from './word-for.ts';
import { t } from './words.ts';

interface Props {
  anchor: HTMLElement;
  object: ObjectRow;
  scope: Scope;
  /** rules are written here */
  rules: boolean;
  onClose: () => void;
  onPick: (scope: ScopeWord) => void;
  onRule: () => void;
  onSpread: (over: 'row' | 'column') => void;
}

export function ScopePopup(props: Props): ReactElement {
  const { anchor, object, scope, rules, onClose, onPick, onRule, onSpread } = props;
  const chosen = useRef<HTMLElement>(null);
  const word = wordOf(scope);
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
        chosen={[word]}
        items={[...object.scopes, ...(rules ? ['rule'] : [])].map((one) => ({
          value: one,
          label: wordFor('scope', one),
          draw: (
            <span className="matrix-choice">
              <ScopeSign scope={one} />
              <span>{wordFor('scope', one)}</span>
              <span className="small muted">{t(`scope.help.${one}` as 'scope.help.none')}</span>
            </span>
          ),
        }))}
        onPick={(one) => {
          onClose();
          if (one === 'rule') onRule();
          else onPick(one as ScopeWord);
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
