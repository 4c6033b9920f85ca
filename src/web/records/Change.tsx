// One change of a record in its history: who, what, before and after, and the way back for each value.
import { useQueryClient } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { FieldChange, HistoryEntry } from '../../contract/record-answers.ts';
import { type EntityInfo, addressOf, fieldOf, isEditable } from '../catalog.ts';
import { sayValue } from '../fields/fields.tsx';
import { formatAgo, formatDateTime } from '../format.ts';
import { label, t } from '../i18n/i18n.ts';
import { may, useMe } from '../session.ts';
import { showToast } from '../kit/toasts.ts';
import { problemLine } from '../problem-text.ts';
import { type Row, isEmptyValue, sameValue } from '../row.ts';
import { sayAuthor } from './history.ts';
import { putBack } from './put-back.ts';

export interface ChangeProps {
  entity: EntityInfo;
  row: Row;
  entry: HistoryEntry;
  /** only this field's changes */
  only?: string | null;
}

const verbs = {
  created: 'history.created',
  edited: 'history.edited',
  moved: 'history.edited',
  archived: 'history.archived',
  restored: 'history.restored',
} as const;

export function Change({ entity, row, entry, only }: ChangeProps): ReactElement {
  const changes = entry.changes.filter((c) => only === undefined || only === null || c.field === only);
  const by = sayAuthor(entry);
  const verb =
    entry.verb in verbs
      ? t(verbs[entry.verb as keyof typeof verbs], { by })
      : t('history.did', { by, what: entry.action });
  const made = entry.verb === 'created';
  const me = useMe();
  return (
    <div className="change">
      <p className="change-head">
        <span>{verb}</span>{' '}
        <time dateTime={entry.at} title={formatDateTime(entry.at)} className="muted small">
          {formatAgo(entry.at)}
        </time>
        {!made && entity.at === undefined && may(me, 'tool.time-machine') && (
          <>
            {' '}
            <Link href={beforeEntry(entity, row, entry)} className="small">
              {t('history.lookBefore')}
            </Link>
          </>
        )}
      </p>
      {!made && changes.length > 0 && (
        <ul className="change-list">
          {changes.map((change) => (
            <ChangeLine key={change.field} entity={entity} row={row} change={change} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** The record as it was just before. */
function beforeEntry(entity: EntityInfo, row: Row, entry: HistoryEntry): string {
  const at = new Date(new Date(entry.at).getTime() - 1).toISOString();
  return addressOf({ ...entity, at }, row.id);
}

function ChangeLine({
  entity,
  row,
  change,
}: {
  entity: EntityInfo;
  row: Row;
  change: FieldChange;
}): ReactElement | null {
  const client = useQueryClient();
  const field = fieldOf(entity, change.field);
  if (field === undefined) return null;
  const canPutBack =
    isEditable(entity, field) &&
    !row.archivedAt &&
    change.hidden !== true &&
    !sameValue(row[change.field], change.before) &&
    !(field.required && isEmptyValue(change.before));
  const name = label(field.label);
  const onPutBack = () => {
    putBack(client, entity, row, { [change.field]: change.before }, t('history.putBackDone', { field: name })).catch(
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  return (
    <li>
      <span className="change-field">{name}</span>
      <span className="change-values">
        <del className={isEmptyValue(change.before) ? 'muted' : undefined}>{sayValue(field, change.before)}</del>
        <span className="muted" aria-hidden>
          →
        </span>
        <ins className={isEmptyValue(change.after) ? 'muted' : undefined}>{sayValue(field, change.after)}</ins>
      </span>
      {canPutBack && (
        <button
          type="button"
          className="link-button put-back"
          onClick={onPutBack}
          aria-label={t('history.putBackField', { field: name })}
        >
          <Undo2 className="icon" aria-hidden />
          {t('history.putBack')}
        </button>
      )}
    </li>
  );
}
