// Two moments of a record side by side: by version or by date. One value, or a whole version, is put back as one edit that can be undone.
import { useQueryClient } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import type { HistoryEntry } from '../../contract/record-answers.ts';
import { type EntityInfo, type FieldInfo, fieldOf, isEditable } from '../catalog.ts';
import { sayValue } from '../fields/fields.tsx';
import { formatDateTime } from '../format.ts';
import { label } from '../i18n/i18n.ts';
import { Button, IconButton } from '../kit/Button.tsx';
import { DateTimeInput } from '../kit/DateInput.tsx';
import { FormField } from '../kit/FormField.tsx';
import { Select } from '../kit/Select.tsx';
import { showToast } from '../kit/toasts.ts';
import { problemLine } from '../problem-text.ts';
import { type Row, isEmptyValue, sameValue } from '../row.ts';
import { sayAuthor } from './history.ts';
import { t } from './history-words.ts';
import { type Moment, type Then, differing, unknown, valuesAt, versionAt, versionsOf } from './moments.ts';
import { putBack } from './put-back.ts';

export interface CompareMomentsProps {
  entity: EntityInfo;
  row: Row;
  entries: readonly HistoryEntry[];
}

export function CompareMoments({ entity, row, entries }: CompareMomentsProps): ReactElement {
  const versions = versionsOf(entries);
  const [earlier, setEarlier] = useState<Moment | null>(versions[1]?.version ?? versions[0]?.version ?? null);
  const [later, setLater] = useState<Moment | null>('now');
  const fields = entity.fields.map((f) => f.name).filter((name) => !isSystem(name));
  const at = (moment: Moment | null): Then | null => (moment === null ? null : valuesAt(row, entries, fields, moment));
  const [a, b] = [at(earlier), at(later)];
  return (
    <div className="stack">
      <div className="moments">
        <Side label={t('moments.earlier')} entries={entries} value={earlier} onChange={setEarlier} />
        <Side label={t('moments.later')} entries={entries} value={later} onChange={setLater} />
      </div>
      {a === null || b === null ? (
        <p className="muted">{t('moments.none')}</p>
      ) : (
        <Differences entity={entity} row={row} names={differing(fields, a, b)} a={a} b={b} />
      )}
      {a !== null && typeof earlier === 'number' && (
        <PutVersionBack entity={entity} row={row} then={a} version={earlier} />
      )}
    </div>
  );
}

/** Facts the product keeps itself; whose record it is is a value like others. */
function isSystem(name: string): boolean {
  return ['id', 'title', 'version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'archivedAt'].includes(name);
}

function Side({
  label: name,
  entries,
  value,
  onChange,
}: {
  label: string;
  entries: readonly HistoryEntry[];
  value: Moment | null;
  onChange: (moment: Moment | null) => void;
}): ReactElement {
  const [date, setDate] = useState<string | null>(null);
  const items = [
    { value: 'now', label: t('moments.now') },
    ...versionsOf(entries).map((e) => ({
      value: String(e.version),
      label: t('moments.version', {
        version: e.version,
        when: formatDateTime(e.at),
        by: sayAuthor(e),
      }),
    })),
  ];
  return (
    <div className="stack tight grow">
      <FormField label={name}>
        {(control) => (
          <Select
            control={control}
            label={name}
            value={value === null ? null : String(value)}
            onChange={(next) => {
              setDate(null);
              onChange(next === null || next === 'now' ? 'now' : Number(next));
            }}
            items={items}
          />
        )}
      </FormField>
      <FormField label={t('moments.at')}>
        {(control) => (
          <DateTimeInput
            control={control}
            label={`${name}: ${t('moments.at')}`}
            value={date}
            onChange={(next) => {
              setDate(next);
              if (next !== null) onChange(versionAt(entries, next));
            }}
          />
        )}
      </FormField>
    </div>
  );
}

/** What may be put back now: a value that is known, of a field that may be changed and does not hold it already. */
function mayPutBack(entity: EntityInfo, row: Row, field: FieldInfo, value: unknown): boolean {
  return (
    value !== unknown &&
    isEditable(entity, field) &&
    !row.archivedAt &&
    !sameValue(row[field.name], value) &&
    !(field.required && isEmptyValue(value))
  );
}

function Differences({
  entity,
  row,
  names,
  a,
  b,
}: {
  entity: EntityInfo;
  row: Row;
  names: readonly string[];
  a: Then;
  b: Then;
}): ReactElement {
  const client = useQueryClient();
  if (names.length === 0) return <p className="muted">{t('moments.same')}</p>;
  const onPutBack = (field: FieldInfo, value: unknown) => {
    const said = t('history.putBackDone', { field: label(field.label) });
    putBack(client, entity, row, { [field.name]: value }, said).catch((error: unknown) =>
      showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  return (
    <table className="values-table moments-table">
      <caption className="sr">{t('moments.table')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('history.field')}</th>
          <th scope="col">{t('moments.earlier')}</th>
          <th scope="col">{t('moments.later')}</th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => {
          const field = fieldOf(entity, name);
          if (field === undefined) return null;
          return (
            <tr key={name}>
              <th scope="row">{label(field.label)}</th>
              {[a[name], b[name]].map((value, n) => (
                // the earlier and the later one: two places that never change
                // oxlint-disable-next-line react/no-array-index-key
                <td key={n} className={value === unknown ? 'moments-unknown' : n === 0 ? 'moments-a' : 'moments-b'}>
                  <span className="row">
                    <span className="grow">{value === unknown ? t('moments.unknown') : sayValue(field, value)}</span>
                    {mayPutBack(entity, row, field, value) && (
                      <IconButton
                        icon={Undo2}
                        label={t('moments.putBack', { field: label(field.label), value: sayValue(field, value) })}
                        onClick={() => onPutBack(field, value)}
                      />
                    )}
                  </span>
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function PutVersionBack({
  entity,
  row,
  then,
  version,
}: {
  entity: EntityInfo;
  row: Row;
  then: Then;
  version: number;
}): ReactElement {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const values = Object.fromEntries(
    Object.entries(then).filter(([name, value]) => {
      const field = fieldOf(entity, name);
      return field !== undefined && mayPutBack(entity, row, field, value);
    }),
  );
  const count = Object.keys(values).length;
  const onClick = () => {
    setBusy(true);
    putBack(client, entity, row, values, t('moments.putBackAllDone', { version, count }))
      .catch((error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }))
      .finally(() => setBusy(false));
  };
  if (count === 0) return <p className="muted small">{t('moments.putBackNothing')}</p>;
  return (
    <div>
      <Button icon={Undo2} busy={busy} onClick={onClick}>
        {t('moments.putBackAll', { version })}
      </Button>
    </div>
  );
}
