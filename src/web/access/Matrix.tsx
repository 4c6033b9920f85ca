// The matrix of objects and verbs: one tab stop, arrows between cells, letters that set a scope, one popup for all cells.
import { ChevronDown, ChevronRight } from 'lucide-react';
import {
  type ComponentType,
  Fragment,
  type KeyboardEvent,
  type ReactElement,
  useEffect,
  useRef,
  useState,
} from 'react';
import { announce } from '../kit/announce.ts';
import {
  type Grants,
  type ObjectRow,
  type Scope,
  fitsScope,
  letters,
  ruleLetter,
  sameScope,
  scopeOf,
  withScopes,
  withScope,
  wordOf,
} from './grants.ts';
import { moved } from './matrix-keys.ts';
import { Cell } from './MatrixCell.tsx';
import { ScopePopup } from './ScopePopup.tsx';
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
  /** takes the last change back; true when there was one */
  onUndo?: () => boolean;
  /** what is said about fields, under the row of its object */
  Fields?: ComponentType<FieldsProps>;
  /** absent: no rules are written here */
  Rules?: ComponentType<RulesProps>;
}

export interface RulesProps {
  object: ObjectRow;
  verb: string;
  scope: Scope;
  onDone: (scope: Scope) => void;
  onClose: () => void;
}

export type FieldsProps = Pick<MatrixProps, 'grants' | 'before' | 'onChange'> & { readonly object: ObjectRow };

export function Matrix(props: MatrixProps): ReactElement {
  const { objects, verbs, grants, before, onChange, onUndo, Fields, Rules } = props;
  const [at, setAt] = useState({ row: 0, column: 0 });
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const [ruling, setRuling] = useState(false);
  const body = useRef<HTMLTableSectionElement>(null);
  const here = { row: Math.min(at.row, objects.length - 1), column: Math.min(at.column, verbs.length - 1) };
  const object = objects[here.row]!;
  const verb = verbs[here.column]!;
  const cellAt = (row: number, column: number): HTMLElement | null =>
    body.current?.querySelector(`[data-cell="${row}/${column}"]`) ?? null;
  const set = (scope: Scope) => {
    if (onChange === undefined || (typeof scope === 'string' && !fitsScope(object, verb, scope))) return;
    onChange(withScope(grants, object.name, verb, scope));
    announce(
      t('matrix.cell', { object: object.label, verb: wordFor('verb', verb), scope: wordFor('scope', wordOf(scope)) }),
    );
  };
  const spread = (scope: Scope, over: 'row' | 'column') => {
    if (onChange === undefined) return;
    const cells =
      over === 'row' ? verbs.map((name) => ({ object, verb: name })) : objects.map((one) => ({ object: one, verb }));
    const next = withScopes(grants, cells, scope);
    const count = cells.filter(
      (c) => !sameScope(scopeOf(next, c.object.name, c.verb), scopeOf(grants, c.object.name, c.verb)),
    );
    onChange(next);
    announce(t('matrix.copied', { count: count.length, scope: wordFor('scope', wordOf(scope)) }));
  };
  const onKeyDown = (e: KeyboardEvent) => {
    if (!(e.target instanceof HTMLElement) || e.target.dataset['cell'] === undefined || e.altKey) return;
    if (e.ctrlKey || e.metaKey) {
      if (e.key.toLowerCase() !== 'z' || e.shiftKey || onUndo?.() !== true) return;
      announce(t('matrix.undone'));
      e.preventDefault();
      e.stopPropagation();
      return;
    }
    const next = moved(here, e.key, { row: objects.length, column: verbs.length }, (p) =>
      objects[p.row]!.verbs.includes(verbs[p.column]!),
    );
    const word = letters[e.key.toLowerCase()];
    if (next !== undefined) {
      setAt(next);
      cellAt(next.row, next.column)?.focus();
    } else if (word !== undefined && onChange !== undefined) {
      if (e.shiftKey) spread(word, 'row');
      else set(word);
    } else if (e.key.toLowerCase() === ruleLetter && onChange !== undefined && Rules !== undefined) setRuling(true);
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
        <ScopePopup
          anchor={anchor}
          object={object}
          verb={verb}
          scope={scopeOf(grants, object.name, verb)}
          rules={Rules !== undefined}
          onClose={() => setAnchor(null)}
          onRule={() => setRuling(true)}
          onPick={set}
          onSpread={(over) => spread(scopeOf(grants, object.name, verb), over)}
        />
      )}
      {ruling && Rules !== undefined && (
        <Rules
          object={object}
          verb={verb}
          scope={scopeOf(grants, object.name, verb)}
          onClose={() => setRuling(false)}
          onDone={(scope) => {
            set(scope);
            setRuling(false);
          }}
        />
      )}
    </>
  );
}
