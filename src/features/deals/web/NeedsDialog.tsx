// Asks for what a stage needs before a deal can be in it: why it was lost, or the fields a refusal named. Escape puts the card back.
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { Groups } from '../../../contract/record-answers.ts';
import { call, reasonFor } from '../../../web/call.ts';
import { type EntityInfo, fieldOf } from '../../../web/catalog.ts';
import { fieldUis } from '../../../web/fields/fields.tsx';
import { label, t as shared } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { problemText } from '../../../web/problem-text.ts';
import { listKey } from '../../../web/records/cache.ts';
import type { Values } from '../../../web/records/save.ts';
import { type Asking, nameOf } from './use-moves.ts';
import { t } from './words.ts';

export interface NeedsDialogProps {
  deal: EntityInfo;
  asking: Asking;
  onAnswer: (values: Values | null) => void;
}

export function NeedsDialog({ deal, asking, onAnswer }: NeedsDialogProps): ReactElement {
  const { move, fields, error } = asking;
  const [values, setValues] = useState<Values>(() =>
    Object.fromEntries(fields.map((name) => [name, move.row[name] ?? null])),
  );
  const [unclear, setUnclear] = useState<ReadonlySet<string>>(new Set());
  const lost = fields.length === 1 && fields[0] === 'lostReason';
  const name = nameOf(move.row);
  const general = error === null ? null : problemText(error).title;
  const save = () => {
    if (unclear.size === 0) onAnswer(values);
  };
  return (
    <Dialog
      open
      onClose={() => onAnswer(null)}
      size="small"
      title={lost ? t('board.lost.title', { name }) : t('board.need.title', { name, stage: move.to.name })}
      {...(lost ? {} : { description: general ?? t('board.needHelp') })}
      foot={
        <>
          <span className="grow" />
          <Button onClick={() => onAnswer(null)}>{shared('common.cancel')}</Button>
          <Button variant="primary" onClick={save}>
            {t('board.moveNow', { stage: label(move.to.name) })}
          </Button>
        </>
      }
    >
      <form
        className="stack"
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          save();
        }}
      >
        {fields.map((fieldName, n) => {
          const field = fieldOf(deal, fieldName);
          if (field === undefined) return null;
          const { Edit } = fieldUis[field.kind];
          return (
            <FormField key={fieldName} label={label(field.label)} error={reasonFor(error, fieldName)}>
              {(control) => (
                <Edit
                  field={field}
                  value={values[fieldName] ?? null}
                  onChange={(value) => setValues((old) => ({ ...old, [fieldName]: value }))}
                  onUnclear={(bad) =>
                    setUnclear((old) => new Set([...old].filter((f) => f !== fieldName).concat(bad ? [fieldName] : [])))
                  }
                  control={control}
                  autoFocus={n === 0}
                />
              )}
            </FormField>
          );
        })}
        {lost && <Usual deal={deal} onPick={(reason) => onAnswer({ lostReason: reason })} />}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  );
}

/** The reasons given most, so that the same is called the same. */
function Usual({ deal, onPick }: { deal: EntityInfo; onPick: (reason: string) => void }): ReactElement | null {
  const reasons = useQuery({
    queryKey: listKey('deal', 'reasons'),
    queryFn: ({ signal }) =>
      call<Groups>('GET', `/${deal.path}/group`, {
        query: { by: 'lostReason', filter: JSON.stringify({ field: 'lostReason', op: 'empty', value: false }) },
        signal,
      }).then((a) => a.data.groups.flatMap((g) => (typeof g.keys[0] === 'string' ? [g.keys[0]] : [])).slice(0, 6)),
    staleTime: 60_000,
    retry: false,
  });
  if (reasons.data === undefined || reasons.data.length === 0) return null;
  return (
    <div className="stack tight" role="group" aria-label={t('board.lost.usual')}>
      <span className="small muted">{t('board.lost.usual')}</span>
      <div className="row wrap">
        {reasons.data.map((reason) => (
          <button key={reason} type="button" className="choice" onClick={() => onPick(reason)}>
            {reason}
          </button>
        ))}
      </div>
    </div>
  );
}
