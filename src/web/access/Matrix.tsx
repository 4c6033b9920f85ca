// The matrix of objects and verbs: one tab stop, arrows between cells, letters that set a scope, one popup for all cells.
import { ChevronDown, ChevronRight } from 'lucide-react';
import {
  type ComponentType,
  Fragment,
  type KeyboardEvent,
  type ReactElement,
  memo,
  useEffect,
  useRef,
  useState,
} from 'react';
import { announce } from '../kit/announce.ts';
import { cx } from '../kit/class-names.ts';
import { Listbox } from '../kit/Listbox.tsx';
import { Popover } from '../kit/Popover.tsx';
import { type Grants, type ObjectRow, type Scope, letters, sameScope, scopeOf, withScope, wordOf } from './grants.ts';
import { moved } from './matrix-keys.ts';
import { ScopeSign } from './ScopeSign.tsx';
import './matrix.css';
import { wordFor } from './word-for.ts';
import { t } from './words.ts';

export interface MatrixProps {
  objects: readonly ObjectRow[];
  verbs: readonly string[];
  grants: Grants;
  /** as stored: what differs is marked */
  before: Grants;
  /** absent: it is read, not changed */
  onChange?: (next: Grants) => void;
  /** what is said about fields, under the row of its object */
  Fields?: ComponentType<FieldsProps>;
}

export type FieldsProps = Pick<MatrixProps, 'grants' | 'before' | 'onChange'> & { readonly object: ObjectRow };

export function Matrix({ objects, verbs, grants, before, onChange, Fields }: MatrixProps): ReactElement {
  const [at, setAt] = useState({ row: 0, column: 0 });
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const chosen = useRef<HTMLElement>(null);
  const here = { row: Math.min(at.row, objects.length - 1), column: Math.min(at.column, verbs.length - 1) };
  const object = objects[here.row]!;
  const verb = verbs[here.column]!;
  const cellAt = (row: number, column: number): HTMLElement | null =>
    body.current?.querySelector(`[data-cell="${row}/${column}"]`) ?? null;
  const set = (scope: Scope) => {
    if (onChange === undefined || !object.scopes.includes(wordOf(scope))) return;
    onChange(withScope(grants, object.name, verb, scope));
    announce(
      t('matrix.cell', { object: object.label, verb: wordFor('verb', verb), scope: wordFor('scope', wordOf(scope)) }),
    );
  };
  const onKeyDown = (e: KeyboardEvent) => {
    if (
      e.ctrlKey ||
      e.metaKey ||
      e.altKey ||
      !(e.target instanceof HTMLElement) ||
      e.target.dataset['cell'] === undefined
    )
      return;
    const next = moved(here, e.key, { row: objects.length, column: verbs.length }, (p) =>
      objects[p.row]!.verbs.includes(verbs[p.column]!),
    );
    const word = letters[e.key.toLowerCase()];
    if (next !== undefined) {
      setAt(next);
      cellAt(next.row, next.column)?.focus();
    } else if (word !== undefined && onChange !== undefined) set(word);
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  // Cells are not drawn anew for it: they ask for what the keys mean now.
  const keys = useRef(onKeyDown);
  useEffect(() => {
    keys.current = onKeyDown;
  });
  const first = object.verbs.includes(verb);
  return (
    <>
      <div className="matrix-box">
        <table className="matrix" {...(onChange === undefined ? {} : { role: 'grid' })} aria-label={t('matrix.label')}>
          <thead>
            <tr>
              <th scope="col">{t('matrix.object')}</th>
              {verbs.map((name) => (
                <th key={name} scope="col">
                  {wordFor('verb', name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={body}>
            {objects.map((o, row) => (
              <Fragment key={o.name}>
                <tr>
                  <th scope="row">
                    {Fields === undefined ? (
                      o.label
                    ) : (
                      <button
                        type="button"
                        className="matrix-object"
                        aria-expanded={open === o.name}
                        onClick={() => setOpen(open === o.name ? null : o.name)}
                      >
                        {open === o.name ? (
                          <ChevronDown className="icon" aria-hidden />
                        ) : (
                          <ChevronRight className="icon" aria-hidden />
                        )}
                        {o.label}
                      </button>
                    )}
                  </th>
                  {verbs.map((name, column) => (
                    <td key={name}>
                      {o.verbs.includes(name) ? (
                        <Cell
                          place={`${row}/${column}`}
                          object={o.label}
                          verb={name}
                          scope={scopeOf(grants, o.name, name)}
                          was={scopeOf(before, o.name, name)}
                          stop={first ? row === here.row && column === here.column : row === 0 && name === o.verbs[0]}
                          readonly={onChange === undefined}
                          onFocus={() => setAt({ row, column })}
                          onOpen={(cell) => setAnchor(cell)}
                          onKey={(e) => keys.current(e)}
                        />
                      ) : (
                        <span className="matrix-no" aria-hidden>
                          ·
                        </span>
                      )}
                    </td>
                  ))}
                </tr>
                {open === o.name && Fields !== undefined && (
                  <tr className="matrix-fields">
                    <td colSpan={verbs.length + 1}>
                      <Fields
                        object={o}
                        grants={grants}
                        before={before}
                        {...(onChange === undefined ? {} : { onChange })}
                      />
                    </td>
                  </tr>
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
      {anchor !== null && (
        <Popover
          open
          onOpenChange={(next) => !next && setAnchor(null)}
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
            chosen={[wordOf(scopeOf(grants, object.name, verb))]}
            items={object.scopes.map((word) => ({
              value: word,
              label: wordFor('scope', word),
              draw: (
                <span className="matrix-choice">
                  <ScopeSign scope={word} />
                  <span>{wordFor('scope', word)}</span>
                  <span className="small muted">{t(`scope.help.${word}` as 'scope.help.none')}</span>
                </span>
              ),
            }))}
            onPick={(word) => {
              set(word as Scope);
              setAnchor(null);
            }}
          />
        </Popover>
      )}
    </>
  );
}

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
const Cell = memo(
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
