// How a field of a record reads: its value, a lock where only its mask is shown, and the pencil that opens its editor.
import { Eye, Lock, Pencil } from 'lucide-react';
import { type ReactElement, type ReactNode, type RefObject, Suspense, lazy, useState } from 'react';
import type { EntityInfo, FieldInfo } from '../catalog.ts';
import { FieldValue } from '../fields/fields.tsx';
import { label, t } from '../i18n/i18n.ts';
import { IconButton } from '../kit/Button.tsx';
import { isEmptyValue } from '../row.ts';

const RevealDialog = lazy(() => import('./RevealDialog.tsx').then((m) => ({ default: m.RevealDialog })));

function Reveal(asked: { entity: EntityInfo; id: string; field: FieldInfo }): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton
        icon={Eye}
        label={t('reveal.look', { field: label(asked.field.label) })}
        onClick={() => setOpen(true)}
      />
      {open && (
        <Suspense>
          <RevealDialog {...asked} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

interface ReadingProps {
  field: FieldInfo;
  value: unknown;
  masked: string | null;
  editable: boolean;
  onStart: () => void;
  pencil: RefObject<HTMLButtonElement | null>;
  name: string;
  /** opens why one may or may not see and change it; null where nothing tells */
  why: ReactNode;
  /** a masked value that may be looked at, with a reason */
  reveal: { entity: EntityInfo; id: string } | null;
}

export function FieldReading(props: ReadingProps): ReactElement {
  const { field, value, masked, editable, onStart, pencil, name, reveal, why } = props;
  const content =
    masked !== null ? (
      <span className="row held" title={t('value.masked')}>
        <Lock className="icon" aria-hidden />
        <span className="mono">{masked}</span>
        {reveal !== null && <Reveal {...reveal} field={field} />}
      </span>
    ) : isEmptyValue(value) ? (
      <span className="muted">
        <span aria-hidden>–</span>
        <span className="sr">{t('value.empty')}</span>
      </span>
    ) : (
      <FieldValue field={field} value={value} place="page" />
    );
  if (!editable)
    return (
      <div className="field-value">
        <div className="grow field-content">{content}</div>
        {why}
      </div>
    );
  return (
    // the pencil is the control; clicking anywhere on the value is its larger target
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <div
      className="field-value field-value-editable"
      onClick={(e) => {
        if (
          (e.target as Element).closest('a, .field-why-button, .popover') === null &&
          window.getSelection()?.isCollapsed !== false
        )
          onStart();
      }}
    >
      <div className="grow field-content">{content}</div>
      <button type="button" ref={pencil} className="field-pencil" aria-label={t('record.editField', { field: name })}>
        <Pencil className="icon" aria-hidden />
      </button>
      {why}
    </div>
  );
}
