// Makes one record out of two: side by side, field by field, with one click to keep the other one instead.
import { useQueryClient } from '@tanstack/react-query';
import { ArrowLeftRight } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { Refusal, useSending } from '../kit/sending.tsx';
import { isMulti } from '../../contract/field.ts';
import type { RefOut } from '../../contract/field.ts';
import { call } from '../call.ts';
import type { EntityInfo, FieldInfo } from '../catalog.ts';
import { FieldValue, fieldUis } from '../fields/fields.tsx';
import { label } from '../i18n/i18n.ts';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { FormField } from '../kit/FormField.tsx';
import { Failure, Waiting } from '../kit/States.tsx';
import { type Row, isEmptyValue } from '../row.ts';
import { offerUndo } from '../undo.ts';
import { nameOf } from './GridRow.tsx';
import { t } from './merge-words.ts';
import './print.css';
import { useRecord } from './use-record.ts';

export interface MergeDialogProps {
  entity: EntityInfo;
  id: string;
  /** undefined: it is still to be chosen */
  other?: string;
  onClose: () => void;
  onMerged: (id: string) => void;
}

export function MergeDialog({ entity, id, other, onClose, onMerged }: MergeDialogProps): ReactElement {
  const [chosen, setChosen] = useState<RefOut | null>(null);
  const found = other ?? (chosen !== null && 'id' in chosen ? chosen.id : undefined);
  const what = label(entity.labelPlural).toLocaleLowerCase();
  if (found === undefined || found === id)
    return (
      <Dialog open onClose={onClose} title={t('merge.title', { what })} description={t('merge.help')}>
        <Chooser entity={entity} value={chosen} onChange={setChosen} />
      </Dialog>
    );
  return <Pair entity={entity} first={id} second={found} onClose={onClose} onMerged={onMerged} />;
}

function Chooser({
  entity,
  value,
  onChange,
}: {
  entity: EntityInfo;
  value: RefOut | null;
  onChange: (value: RefOut | null) => void;
}): ReactElement {
  const what = t('merge.choose', { what: label(entity.label).toLocaleLowerCase() });
  const { Edit } = fieldUis.ref;
  const field = { kind: 'ref', name: 'other', label: what, to: [entity.name], required: true } as unknown as FieldInfo;
  return (
    <FormField label={what}>
      {(control) => (
        <Edit field={field} value={value} onChange={(next) => onChange(next as RefOut | null)} control={control} />
      )}
    </FormField>
  );
}

interface PairProps {
  entity: EntityInfo;
  first: string;
  second: string;
  onClose: () => void;
  onMerged: (id: string) => void;
}

function Pair({ entity, first, second, onClose, onMerged }: PairProps): ReactElement {
  const [swapped, setSwapped] = useState(false);
  const [one, two] = [useRecord(entity, first), useRecord(entity, second)];
  const [stays, goes] = swapped ? [two.data, one.data] : [one.data, two.data];
  const failed = one.error ?? two.error;
  const what = label(entity.labelPlural).toLocaleLowerCase();
  if (failed === null && stays !== undefined && goes !== undefined)
    return (
      <Choices
        key={stays.id}
        entity={entity}
        stays={stays}
        goes={goes}
        onSwap={() => setSwapped(!swapped)}
        onClose={onClose}
        onMerged={onMerged}
      />
    );
  return (
    <Dialog open onClose={onClose} title={t('merge.title', { what })} size="large">
      {failed === null ? <Waiting lines={6} /> : <Failure error={failed} />}
    </Dialog>
  );
}

type Choice = 'stays' | 'goes' | 'both';

/** What differs and may be changed; what may not is kept as it is. */
function differing(entity: EntityInfo, stays: Row, goes: Row): FieldInfo[] {
  return entity.fields.filter(
    (f) =>
      !f.system &&
      f.right === 'edit' &&
      f.computed !== true &&
      f.formula === undefined &&
      f.rollUp === undefined &&
      f.name in goes &&
      !isEmptyValue(goes[f.name]) &&
      JSON.stringify(stays[f.name] ?? null) !== JSON.stringify(goes[f.name] ?? null),
  );
}

/** An empty place is filled, lists are united, and otherwise what is there stays. */
function usualChoice(f: FieldInfo, stays: Row): Choice {
  if (isEmptyValue(stays[f.name])) return 'goes';
  return isMulti(f.kind) ? 'both' : 'stays';
}

function Choices({
  entity,
  stays,
  goes,
  onSwap,
  onClose,
  onMerged,
}: {
  entity: EntityInfo;
  stays: Row;
  goes: Row;
  onSwap: () => void;
  onClose: () => void;
  onMerged: (id: string) => void;
}): ReactElement {
  const client = useQueryClient();
  const fields = differing(entity, stays, goes);
  const [choices, setChoices] = useState<Readonly<Record<string, Choice>>>({});
  const state = useSending();
  const choiceOf = (f: FieldInfo): Choice => choices[f.name] ?? usualChoice(f, stays);
  const names = (choice: Choice): string[] => fields.filter((f) => choiceOf(f) === choice).map((f) => f.name);
  const merge = () =>
    state.send(async () => {
      const answer = await call<Row>('POST', `/${entity.path}/${encodeURIComponent(stays.id)}/merge`, {
        body: { other: goes.id, take: names('goes'), unite: names('both') },
      });
      offerUndo(client, t('merge.done', { name: nameOf(answer.data) }), answer.operation);
      await client.invalidateQueries();
      onMerged(stays.id);
    });
  return (
    <Dialog
      open
      onClose={onClose}
      size="large"
      title={t('merge.title', { what: label(entity.labelPlural).toLocaleLowerCase() })}
      description={t('merge.help')}
      foot={
        <>
          <Button icon={ArrowLeftRight} onClick={onSwap}>
            {t('merge.swap')}
          </Button>
          <span className="grow" />
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" busy={state.busy} onClick={() => void merge()}>
            {t('merge.do')}
          </Button>
        </>
      }
    >
      <Refusal why={state.error} />
      <div className="merge-pair">
        {[[stays, t('merge.stays')] as const, [goes, t('merge.goes')] as const].map(([row, word]) => (
          <p key={row.id} className="stack tight">
            <span className="strong ellipsis">{nameOf(row)}</span>
            <span className="small muted">{word}</span>
          </p>
        ))}
      </div>
      {fields.length === 0 && <p className="muted">{t('merge.same')}</p>}
      {fields.map((f) => (
        <fieldset key={f.name} className="merge-field">
          <legend className="small muted">{label(f.label)}</legend>
          {(['stays', 'goes', ...(isMulti(f.kind) ? ['both' as const] : [])] as const).map((choice) => (
            <label key={choice} className="row merge-choice">
              <input
                type="radio"
                name={`merge-${f.name}`}
                checked={choiceOf(f) === choice}
                onChange={() => setChoices({ ...choices, [f.name]: choice })}
              />
              {choice === 'both' ? t('merge.both') : <Shown field={f} row={choice === 'stays' ? stays : goes} />}
            </label>
          ))}
        </fieldset>
      ))}
    </Dialog>
  );
}

function Shown({ field, row }: { field: FieldInfo; row: Row }): ReactElement {
  const value = row[field.name];
  return isEmptyValue(value) ? (
    <span className="muted">{t('value.empty')}</span>
  ) : (
    <span className="merge-value">
      <FieldValue field={field} value={value} place="cell" />
    </span>
  );
}
