// One cell of the matrix: its scope as a shape and a word, what it was before, and a button where it may be changed.
import { type KeyboardEvent, type ReactElement, memo } from 'react';
import { cx } from '../kit/class-names.ts';
import { type Scope, sameScope, wordOf } from './grants.ts';
import { ScopeSign } from './ScopeSign.tsx';
import { wordFor } from './word-for.ts';
import { t } from './words.ts';

interface CellProps {
  place: string;
  object: string;
  verb: string;
  scope: Scope;
  was: Scope;
  stop: boolean;
  readonly: boolean;
  onFocus: () => void;
  onOpen: (cell: HTMLElement) => void;
  onKey: (e: KeyboardEvent) => void;
}

/** Drawn again only when what it shows has changed; whom it tells does not matter. */
export const Cell = memo(
  function Cell({ place, object, verb, scope, was, stop, readonly, onFocus, onOpen, onKey }: CellProps): ReactElement {
    const word = wordOf(scope);
    const changed = !sameScope(scope, was);
    const rule = typeof scope === 'string' ? undefined : scope.rule;
    const hint = [rule, changed ? t('matrix.changed', { scope: wordFor('scope', wordOf(was)) }) : undefined]
      .filter(Boolean)
      .join(' · ');
    const shown = (
      <>
        <ScopeSign scope={word} />
        {wordFor('scope', word)}
      </>
    );
    const about = {
      className: cx('matrix-cell', word === 'none' && 'matrix-none', changed && 'matrix-changed'),
      'data-cell': place,
      tabIndex: stop ? 0 : -1,
      onFocus,
      ...(hint === '' ? {} : { title: hint }),
    };
    const name = t('matrix.cell', { object, verb: wordFor('verb', verb), scope: wordFor('scope', word) });
    if (readonly)
      return (
        <span className={about.className} title={rule}>
          {shown}
        </span>
      );
    return (
      <button
        type="button"
        {...about}
        aria-label={hint === '' ? name : `${name}, ${hint}`}
        onClick={(e) => onOpen(e.currentTarget)}
        onKeyDown={onKey}
      >
        {shown}
      </button>
    );
  },
  (a, b) =>
    a.place === b.place &&
    a.stop === b.stop &&
    a.readonly === b.readonly &&
    a.object === b.object &&
    sameScope(a.scope, b.scope) &&
    sameScope(a.was, b.was),
);
