// Which columns a list shows and in which order.
import { ArrowDown, ArrowUp, Columns3 } from 'lucide-react';
import type { ReactElement } from 'react';
import { type EntityInfo, namedField } from '../catalog.ts';
import { label, t } from '../i18n/i18n.ts';
import { Button, IconButton } from '../kit/Button.tsx';
import { Checkbox } from '../kit/Checkbox.tsx';
import { Popover } from '../kit/Popover.tsx';
import { possibleColumns } from './columns.ts';

export interface ColumnsMenuProps {
  entity: EntityInfo;
  names: readonly string[];
  changed: boolean;
  onNames: (names: readonly string[]) => void;
  onReset: () => void;
}

export function ColumnsMenu({ entity, names, changed, onNames, onReset }: ColumnsMenuProps): ReactElement {
  const hidden = possibleColumns(entity).filter((f) => !names.includes(f.name));
  const move = (name: string, step: number) => {
    const next = names.filter((n) => n !== name);
    next.splice(Math.max(1, names.indexOf(name) + step), 0, name);
    onNames(next);
  };
  return (
    <Popover
      label={t('list.columns')}
      align="end"
      className="popover-list columns-menu"
      trigger={
        <Button icon={Columns3} className="hide-phone">
          {t('list.columns')}
        </Button>
      }
    >
      <ul className="columns-list">
        {names.map((name, n) => {
          const field = namedField(entity, name);
          if (field === undefined) return null;
          const text = label(field.label);
          return (
            <li key={name} className="row">
              <label className="row grow">
                <Checkbox
                  checked
                  disabled={name === 'title'}
                  onChange={() => onNames(names.filter((c) => c !== name))}
                />
                <span className="ellipsis">{text}</span>
              </label>
              {n > 0 && (
                <>
                  <IconButton
                    icon={ArrowUp}
                    label={t('list.columnUp', { name: text })}
                    disabled={n === 1}
                    onClick={() => move(name, -1)}
                  />
                  <IconButton
                    icon={ArrowDown}
                    label={t('list.columnDown', { name: text })}
                    disabled={n === names.length - 1}
                    onClick={() => move(name, 1)}
                  />
                </>
              )}
            </li>
          );
        })}
        {hidden.length > 0 && <li className="listbox-group">{t('list.hiddenColumns')}</li>}
        {hidden.map((field) => (
          <li key={field.name} className="row">
            <label className="row grow">
              <Checkbox checked={false} onChange={() => onNames([...names, field.name])} />
              <span className="ellipsis">{label(field.label)}</span>
            </label>
          </li>
        ))}
      </ul>
      {changed && (
        <div className="popover-foot">
          <Button small variant="quiet" onClick={onReset}>
            {t('list.resetColumns')}
          </Button>
        </div>
      )}
    </Popover>
  );
}
