// Nested groups of conditions: all or any of them, and any of it turned round. Kept back until it is applied.
import { Plus, X } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { type EntityInfo, filterables, namedField } from '../catalog.ts';
import { type PageFilter, isCondition } from '../../contract/page-filter.ts';
import { label, t } from '../i18n/i18n.ts';
import { Button, IconButton } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { Select } from '../kit/Select.tsx';
import { itemOf, newCondition } from './condition.ts';
import { ConditionEditor } from './ConditionEditor.tsx';

export interface FilterBuilderProps {
  entity: EntityInfo;
  filter: PageFilter | null;
  onApply: (filter: PageFilter | null) => void;
  onClose: () => void;
}

type Mode = 'and' | 'or' | 'none';

interface Group {
  readonly mode: Mode;
  readonly parts: readonly PageFilter[];
}

/** A group is all, any, or none of its parts: not(or(...)). */
function readGroup(filter: PageFilter): Group | null {
  if (isCondition(filter)) return null;
  if ('not' in filter) {
    const inner = filter.not;
    return { mode: 'none', parts: !isCondition(inner) && 'or' in inner ? inner.or : [inner] };
  }
  return 'and' in filter ? { mode: 'and', parts: filter.and } : { mode: 'or', parts: filter.or };
}

function writeGroup({ mode, parts }: Group): PageFilter {
  return mode === 'and' ? { and: parts } : mode === 'or' ? { or: parts } : { not: { or: parts } };
}

export function FilterBuilder({ entity, filter, onApply, onClose }: FilterBuilderProps): ReactElement {
  const [draft, setDraft] = useState<Group>(() =>
    filter === null ? { mode: 'and', parts: [] } : (readGroup(filter) ?? { mode: 'and', parts: [filter] }),
  );
  return (
    <Dialog
      open
      onClose={onClose}
      size="large"
      title={t('filter.builder', { what: label(entity.labelPlural) })}
      foot={
        <>
          <Button variant="quiet" onClick={() => setDraft({ mode: 'and', parts: [] })}>
            {t('filter.clear')}
          </Button>
          <span className="grow" />
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" onClick={() => onApply(draft.parts.length === 0 ? null : writeGroup(draft))}>
            {t('filter.apply')}
          </Button>
        </>
      }
    >
      <GroupEditor entity={entity} group={draft} onChange={setDraft} depth={0} />
    </Dialog>
  );
}

function GroupEditor({
  entity,
  group,
  onChange,
  depth,
}: {
  entity: EntityInfo;
  group: Group;
  onChange: (group: Group) => void;
  depth: number;
}): ReactElement {
  const fields = filterables(entity);
  const put = (n: number, part: PageFilter) =>
    onChange({ ...group, parts: group.parts.map((p, i) => (i === n ? part : p)) });
  const remove = (n: number) => onChange({ ...group, parts: group.parts.filter((_, i) => i !== n) });
  const add = (part: PageFilter) => onChange({ ...group, parts: [...group.parts, part] });
  return (
    <div className="filter-group" role="group" aria-label={t('filter.group')}>
      <div className="row filter-mode">
        <Select
          label={t('filter.mode')}
          value={group.mode}
          onChange={(mode) => mode !== null && onChange({ ...group, mode: mode as Mode })}
          items={[
            { value: 'and', label: t('filter.all') },
            { value: 'or', label: t('filter.any') },
            { value: 'none', label: t('filter.none') },
          ]}
        />
      </div>
      {group.parts.map((part, n) => {
        const inner = readGroup(part);
        return (
          // conditions have no identity but their place
          // oxlint-disable-next-line react/no-array-index-key
          <div className="filter-line" key={n}>
            {inner !== null ? (
              <GroupEditor
                entity={entity}
                group={inner}
                onChange={(next) => put(n, writeGroup(next))}
                depth={depth + 1}
              />
            ) : (
              isCondition(part) && (
                <>
                  <Select
                    className="filter-field"
                    label={t('filter.field')}
                    value={part.field}
                    items={fields.map(itemOf)}
                    onChange={(name) => {
                      const found = fields.find((f) => f.field.name === name);
                      if (found !== undefined) put(n, newCondition(found.field));
                    }}
                  />
                  {namedField(entity, part.field) !== undefined && (
                    <ConditionEditor
                      field={namedField(entity, part.field)!}
                      condition={part}
                      onChange={(next) => put(n, next)}
                      inline
                    />
                  )}
                </>
              )
            )}
            <IconButton icon={X} label={t('filter.remove')} onClick={() => remove(n)} />
          </div>
        );
      })}
      <div className="row">
        <Button
          small
          variant="quiet"
          icon={Plus}
          disabled={fields.length === 0}
          onClick={() => fields[0] !== undefined && add(newCondition(fields[0].field))}
        >
          {t('filter.addCondition')}
        </Button>
        {depth < 3 && (
          <Button
            small
            variant="quiet"
            icon={Plus}
            disabled={fields.length === 0}
            onClick={() => fields[0] !== undefined && add({ or: [newCondition(fields[0].field)] })}
          >
            {t('filter.addGroup')}
          </Button>
        )}
      </div>
    </div>
  );
}
