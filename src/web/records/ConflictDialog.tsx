// Two people changed the same field: both values and the one before, side by side, and the person decides field by field.
import { type ReactElement, useState } from 'react';
import type { FieldConflict } from '../../contract/problem.ts';
import { type EntityInfo, fieldOf } from '../catalog.ts';
import { sayValue } from '../fields/fields.tsx';
import { formatAgo } from '../format.ts';
import { label, t } from '../i18n/i18n.ts';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { toWire } from '../row.ts';
import type { Conflict } from './conflict.ts';

type Pick = 'yours' | 'theirs' | 'original';
const picks = ['yours', 'theirs', 'original'] as const;

export function ConflictDialog({ conflict }: { conflict: Conflict }): ReactElement {
  const [chosen, setChosen] = useState<Readonly<Record<string, Pick>>>({});
  const save = () => {
    const values: Record<string, unknown> = {};
    for (const c of conflict.conflicts) {
      const pick = chosen[c.field] ?? 'yours';
      if (pick !== 'theirs')
        values[c.field] =
          pick === 'yours' ? c.yours : toWire(c.original, fieldOf(conflict.entity, c.field)?.kind ?? 'text');
    }
    conflict.answer(values);
  };
  return (
    <Dialog
      open
      firm
      onClose={() => conflict.answer(null)}
      title={t('conflict.title', { name: conflict.title })}
      description={t('conflict.help')}
      foot={
        <>
          <span className="grow" />
          <Button onClick={() => conflict.answer(null)}>{t('conflict.leave')}</Button>
          <Button variant="primary" onClick={save}>
            {t('conflict.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        {conflict.conflicts.map((c) => (
          <OneConflict
            key={c.field}
            entity={conflict.entity}
            conflict={c}
            pick={chosen[c.field] ?? 'yours'}
            onPick={(pick) => setChosen((old) => ({ ...old, [c.field]: pick }))}
          />
        ))}
      </div>
    </Dialog>
  );
}

interface OneConflictProps {
  entity: EntityInfo;
  conflict: FieldConflict;
  pick: Pick;
  onPick: (pick: Pick) => void;
}

function OneConflict({ entity, conflict, pick, onPick }: OneConflictProps): ReactElement | null {
  const field = fieldOf(entity, conflict.field);
  if (field === undefined) return null;
  const name = label(field.label);
  const say = (value: unknown) =>
    field.kind === 'ref' && typeof value === 'string' ? t('conflict.yourChoice') : sayValue(field, value);
  const who = [conflict.by, conflict.at === undefined ? undefined : formatAgo(conflict.at)].filter(Boolean).join(', ');
  return (
    <fieldset className="conflict">
      <legend className="strong">{name}</legend>
      {picks.map((one) => (
        <label key={one} className="conflict-row">
          <input
            type="radio"
            className="radio"
            name={`conflict-${conflict.field}`}
            checked={pick === one}
            onChange={() => onPick(one)}
          />
          <span className="muted conflict-who">
            {one === 'theirs' && who !== '' ? t('conflict.theirsBy', { who }) : t(`conflict.${one}`)}
          </span>
          <span className="prewrap">{say(conflict[one])}</span>
        </label>
      ))}
    </fieldset>
  );
}
