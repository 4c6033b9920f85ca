// Fields as lines of a table: what each is called, what it is, what uses it, how often it is filled, and what can be done with it.
import { MoreHorizontal } from 'lucide-react';
import type { ReactElement } from 'react';
import { formatNumber, formatPercent } from '../../../web/format.ts';
import { label, t as shared } from '../../../web/i18n/i18n.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { IconButton } from '../../../web/kit/Button.tsx';
import { MenuButton } from '../../../web/kit/Menu.tsx';
import type { MenuEntry } from '../../../web/kit/menu-props.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { FieldView, FilledView } from '../contract.ts';
import { sayKind } from './kinds.ts';
import { t } from './words.ts';

export interface FieldTableProps {
  /** the name of the object they belong to */
  object: string;
  fields: readonly FieldView[];
  filled: FilledView | undefined;
  labelledBy: string;
  /** what can be done with a field; null where nothing can */
  acts: ((field: FieldView) => MenuEntry[]) | null;
}

export function FieldTable({ object, fields, filled, labelledBy, acts }: FieldTableProps): ReactElement {
  return (
    <table className="table shape-fields" aria-labelledby={labelledBy}>
      <thead>
        <tr>
          <th scope="col">{t('shape.field')}</th>
          <th scope="col" className="hide-phone">
            {t('shape.kind')}
          </th>
          <th scope="col" className="hide-phone">
            {t('shape.traits')}
          </th>
          <th scope="col" className="shape-wide">
            {t('shape.usedBy')}
          </th>
          <th scope="col" className="shape-filled">
            {t('shape.filled')}
          </th>
          {acts !== null && (
            <th scope="col">
              <span className="sr">{shared('list.actions')}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field.name}>
            <th scope="row">
              <FieldName field={field} />
            </th>
            <td className="hide-phone">
              <Kind field={field} />
            </td>
            <td className="hide-phone">
              <Traits field={field} />
            </td>
            <td className="shape-wide">
              <Uses object={object} field={field} />
            </td>
            <td className="shape-filled">
              <Filled field={field} filled={filled} />
            </td>
            {acts !== null && (
              <td className="cell-more">
                <MenuButton
                  trigger={
                    <IconButton icon={MoreHorizontal} label={shared('list.actionsOn', { name: label(field.label) })} />
                  }
                  label={shared('list.actionsOn', { name: label(field.label) })}
                  items={acts(field)}
                />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function FieldName({ field }: { field: FieldView }): ReactElement {
  return (
    <div className="two">
      <span className="strong ellipsis" title={field.label}>
        {label(field.label)}
      </span>
      <span className="small muted ellipsis shape-only-phone">{sayKind(field)}</span>
      <span className="small muted ellipsis hide-phone">{about(field)}</span>
    </div>
  );
}

function about(field: FieldView): string {
  const name = t('shape.api', { name: field.name });
  return field.help === null ? name : `${label(field.help)} · ${name}`;
}

function Kind({ field }: { field: FieldView }): ReactElement {
  const catalog = useCatalog();
  const more =
    field.formula ??
    (field.options !== null
      ? field.options.map((o) => label(o.label)).join(', ')
      : field.to !== null
        ? field.to.map((name) => label(catalog.byName.get(name)?.label ?? name)).join(', ')
        : field.rollUp === null
          ? null
          : [
              t(`rollUp.${field.rollUp.op}`),
              label(catalog.byName.get(field.rollUp.of)?.labelPlural ?? field.rollUp.of),
            ].join(': '));
  return (
    <div className="two">
      <span className="ellipsis">{sayKind(field)}</span>
      {more !== null && (
        <span className={field.formula === null ? 'small muted ellipsis' : 'mono muted ellipsis'} title={more}>
          {more}
        </span>
      )}
    </div>
  );
}

const traits = ['required', 'unique', 'search', 'sorted', 'personal', 'protected'] as const;

function Traits({ field }: { field: FieldView }): ReactElement {
  const usual = field.options?.find((o) => o.key === field.default)?.label ?? field.default;
  return (
    <span className="row wrap shape-traits">
      {traits
        .filter((name) => field[name])
        .map((name) => (
          <Badge key={name} tone={name === 'protected' ? 'brass' : 'neutral'}>
            {t(`trait.${name}`)}
          </Badge>
        ))}
      {usual !== null && (
        <span className="small muted ellipsis">
          {t('trait.default', {
            value: typeof usual === 'boolean' ? shared(usual ? 'value.yes' : 'value.no') : String(usual),
          })}
        </span>
      )}
    </span>
  );
}

function Uses({ object, field }: { object: string; field: FieldView }): ReactElement | null {
  const catalog = useCatalog();
  const said = field.uses.map((use) => {
    if (use.by === 'role' || use.by === 'rule') return t(`shape.${use.by}`, { name: use.label });
    const of = use.entity === null || use.entity === object ? undefined : catalog.byName.get(use.entity);
    return `${t(`shape.${use.by}`)}: ${[of?.label, use.label].flatMap((text) => (text === undefined ? [] : label(text))).join(', ')}`;
  });
  const first = said[0];
  if (first === undefined) return null;
  return (
    <span className="small block ellipsis" title={said.join('\n')}>
      {said.length === 1 ? first : t('shape.usedByMore', { first, count: said.length - 1 })}
    </span>
  );
}

/** The share of records that hold a value; what is sealed or reckoned is not counted. */
function Filled({ field, filled }: { field: FieldView; filled: FilledView | undefined }): ReactElement | null {
  if (filled === undefined) return null;
  const count = filled.filled[field.name];
  if (count === undefined)
    return field.protected ? <span className="small muted">{t('shape.sealedNoCount')}</span> : null;
  const share = filled.records === 0 ? 0 : (count / filled.records) * 100;
  const rounded = share > 0 && share < 1 ? 1 : share < 100 ? Math.min(99, Math.round(share)) : 100;
  const text = t('shape.filledOf', { filled: formatNumber(count), records: formatNumber(filled.records) });
  return (
    <span className="shape-share" title={text}>
      <span className="num small">{formatPercent(rounded)}</span>
      <progress className="progress" value={count} max={Math.max(1, filled.records)} aria-label={text} />
    </span>
  );
}
