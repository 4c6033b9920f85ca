// One record in the bin: its name leads to it, and beside who and when stands how it came there, what holds it and when it goes.
import { MoreHorizontal } from 'lucide-react';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { formatAgo, formatDateTime } from '../../../web/format.ts';
import { label, t as anywhere } from '../../../web/i18n/i18n.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button, IconButton } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { MenuButton } from '../../../web/kit/Menu.tsx';
import type { MenuEntry } from '../../../web/kit/menu-props.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { BinRow } from '../contract.ts';
import { t } from './words.ts';

export interface BinLineProps {
  row: BinRow;
  chosen: boolean;
  onChoose: (on: boolean) => void;
  onRestore: () => void;
  onRestoreWith: () => void;
  onPurge: () => void;
}

/** In words, where the action says more than the place it came from. */
function howOf({ action, source }: BinRow): string {
  const verb = action?.slice(action.lastIndexOf('.') + 1) ?? '';
  const said =
    verb === 'merge'
      ? t('bin.how.merge')
      : action?.startsWith('import') === true
        ? t('bin.how.import')
        : action?.startsWith('operation') === true
          ? t('bin.how.undo')
          : verb === 'bulk'
            ? t('bin.how.bulk')
            : '';
  const from = source === null ? '' : t(`bin.source.${source}` as 'bin.source.page');
  return [from, said].filter((x) => x !== '').join(', ');
}

export function BinLine({ row, chosen, onChoose, onRestore, onRestoreWith, onPurge }: BinLineProps): ReactElement {
  const entity = useCatalog().byName.get(row.entity);
  const name = row.title === null || row.title === '' ? t('bin.untitled') : row.title;
  const items: MenuEntry[] = [
    ...(row.mayRestore
      ? [
          { text: t('bin.bringBack'), onSelect: onRestore },
          { text: t('bin.restore.with'), onSelect: onRestoreWith },
        ]
      : []),
    ...(row.mayPurge ? [{ danger: true, disabled: row.held !== null, text: t('bin.purge'), onSelect: onPurge }] : []),
  ];
  return (
    <tr>
      <td className="bin-check">
        <Checkbox
          aria-label={t('bin.choose', { name })}
          checked={chosen}
          onChange={(e) => onChoose(e.target.checked)}
        />
      </td>
      <td>
        {entity === undefined ? (
          <span className="strong ellipsis block">{name}</span>
        ) : (
          <Link href={`/${entity.path}/${row.id}`} className="strong ellipsis block">
            {name}
          </Link>
        )}
        <span className="small muted row wrap">
          {entity === undefined ? row.entity : label(entity.label)}
          {row.held !== null && <Badge tone="brass">{t('bin.held')}</Badge>}
          {row.held !== null && <span className="bin-why">{row.held}</span>}
          {row.held === null && row.expires !== null && (
            <span>{t('bin.expiresOn', { when: formatAgo(row.expires) })}</span>
          )}
        </span>
      </td>
      <td className="hide-phone">{row.by?.title ?? ''}</td>
      <td title={formatDateTime(row.at)}>{formatAgo(row.at)}</td>
      <td className="hide-phone muted">{howOf(row)}</td>
      <td className="cell-more">
        <span className="row bin-acts">
          {row.mayRestore && (
            <Button small onClick={onRestore} aria-label={`${t('bin.bringBack')}: ${name}`}>
              {t('bin.bringBack')}
            </Button>
          )}
          {items.length > 0 && (
            <MenuButton
              trigger={<IconButton icon={MoreHorizontal} label={anywhere('list.actionsOn', { name })} />}
              label={anywhere('list.actionsOn', { name })}
              items={items}
            />
          )}
        </span>
      </td>
    </tr>
  );
}
