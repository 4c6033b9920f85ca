// How a cell names another record: which object, by which of its fields, and what is done when there is no such record.
import type { ReactElement } from 'react';
import { label } from '../../../web/i18n/i18n.ts';
import { fieldOf } from '../../../web/catalog.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { ColumnLink, Target } from '../../../contract/importing.ts';
import { Choice } from './Choice.tsx';
import { t } from './words.ts';

export interface LinkChoiceProps {
  target: Target;
  link: ColumnLink | null;
  onChange: (link: ColumnLink) => void;
}

export function LinkChoice({ target, link, onChange }: LinkChoiceProps): ReactElement | null {
  const catalog = useCatalog();
  const chosen = target.links.find((l) => l.entity === link?.entity) ?? target.links[0];
  if (chosen === undefined) return null;
  const now: ColumnLink = link ?? { entity: chosen.entity, by: chosen.by[0] ?? 'title', missing: 'refuse' };
  const entity = catalog.byName.get(chosen.entity);
  const nameOf = (by: string) =>
    by === 'title' ? t('field.title') : label((entity === undefined ? undefined : fieldOf(entity, by)?.label) ?? by);
  const missing = [
    ['refuse', t('import.link.refuse')],
    ['empty', t('import.link.empty')],
    ...(chosen.mayCreate ? [['create', t('import.link.create')] as const] : []),
  ] as const;
  return (
    <>
      {target.links.length > 1 && (
        <Choice
          label={t('import.link.object')}
          value={now.entity}
          items={target.links.map((l) => [l.entity, label(catalog.byName.get(l.entity)?.label ?? l.entity)])}
          onChange={(name) => {
            const next = target.links.find((l) => l.entity === name);
            if (next !== undefined)
              onChange({ ...now, entity: next.entity, by: next.by[0] ?? 'title', missing: 'refuse' });
          }}
        />
      )}
      <Choice
        label={t('import.link.by', { what: label(entity?.label ?? chosen.entity) })}
        value={now.by}
        items={chosen.by.map((by) => [by, nameOf(by)])}
        onChange={(by) => onChange({ ...now, by })}
      />
      <Choice
        label={t('import.link.missing')}
        value={now.missing}
        items={missing}
        onChange={(m) => onChange({ ...now, missing: m as ColumnLink['missing'] })}
      />
    </>
  );
}
