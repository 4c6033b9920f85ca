// The fields of a record, each editable where it stands and saved by itself. What may not be changed is text, not a greyed-out control.
import type { ReactElement } from 'react';
import { type EntityInfo, type FieldInfo, isEditable } from '../catalog.ts';
import { t } from '../i18n/i18n.ts';
import type { Row } from '../row.ts';
import { FieldLine } from './FieldLine.tsx';

interface Section {
  readonly key: string;
  readonly title: string | null;
  readonly fields: readonly FieldInfo[];
}

/** Long texts get room of their own, what the product itself writes stands last. */
function sectionsOf(entity: EntityInfo, row: Row): Section[] {
  const masks = row['masked'] as Readonly<Record<string, string>> | undefined;
  const present = [...entity.fields, ...entity.masked].filter(
    (f) => f.name in row || (masks !== undefined && Object.hasOwn(masks, f.name)),
  );
  const late = (f: FieldInfo) => (f.system && f.name !== 'owner') || f.name === 'externalId' || f.computed === true;
  const main = present.filter((f) => !late(f) && f.kind !== 'longText');
  const owner = main.filter((f) => f.name === 'owner');
  const all: Section[] = [
    { key: 'main', title: null, fields: [...main.filter((f) => f.name !== 'owner'), ...owner] },
    { key: 'notes', title: null, fields: present.filter((f) => !late(f) && f.kind === 'longText') },
    { key: 'more', title: t('record.more'), fields: present.filter(late) },
  ];
  return all.filter((s) => s.fields.length > 0);
}

export function RecordFields({ entity, row }: { entity: EntityInfo; row: Row }): ReactElement {
  const inBin = row.archivedAt !== undefined && row.archivedAt !== null;
  return (
    <div className="record-fields">
      {sectionsOf(entity, row).map((section) => (
        <section key={section.key}>
          {section.title !== null && <h2 className="muted">{section.title}</h2>}
          <dl className="field-list">
            {section.fields.map((field) => (
              <FieldLine
                key={field.name}
                entity={entity}
                row={row}
                field={field}
                editable={!inBin && isEditable(entity, field)}
              />
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
