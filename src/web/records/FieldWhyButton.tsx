// The small sign behind a field of a record page that opens why one may or may not see and change it.
import { Info } from 'lucide-react';
import { type ReactElement, Suspense, useContext, useState } from 'react';
import type { EntityInfo, FieldInfo } from '../catalog.ts';
import { label, t } from '../i18n/i18n.ts';
import { Popover } from '../kit/Popover.tsx';
import { Waiting } from '../kit/States.tsx';
import type { Row } from '../row.ts';
import { RecordAccessContext } from './record-access.ts';

interface FieldWhyButtonProps {
  entity: EntityInfo;
  row: Row;
  field: FieldInfo;
}

export function FieldWhyButton({ entity, row, field }: FieldWhyButtonProps): ReactElement | null {
  const access = useContext(RecordAccessContext);
  const [open, setOpen] = useState(false);
  // What the product itself writes nobody is given a right on.
  if (access === null || (field.system && field.name !== 'owner')) return null;
  const name = t('record.whyField', { field: label(field.label) });
  return (
    <Popover
      label={name}
      align="end"
      open={open}
      onOpenChange={setOpen}
      className="why-popup"
      trigger={
        <button type="button" className="field-pencil field-why-button" aria-label={name}>
          <Info className="icon" aria-hidden />
        </button>
      }
    >
      <Suspense fallback={<Waiting lines={3} />}>
        <access.FieldWhy entity={entity} row={row} field={field} />
      </Suspense>
    </Popover>
  );
}
