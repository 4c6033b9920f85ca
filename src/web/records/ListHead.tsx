// The head of a list: what it is, how many, the ways to look at it, and what can be done. Where there is little room, the rarer things go into a menu.
import { MoreHorizontal, Plus, Rows3, Trash2, Upload } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import type { EntityInfo } from '../catalog.ts';
import { formatNumber } from '../format.ts';
import { label, t } from '../i18n/i18n.ts';
import { Button, IconButton } from '../kit/Button.tsx';
import { MenuButton } from '../kit/Menu.tsx';
import type { MenuEntry } from '../kit/menu-props.ts';
import type { ListState } from './list-state.ts';
import type { Rows } from './use-pages.ts';
import { Views } from './Views.tsx';

export interface ListHeadProps {
  entity: EntityInfo;
  state: ListState;
  rows: Rows;
  tools: ReactNode;
  compact: boolean;
  onCompact: (() => void) | null;
  onCreate: (() => void) | null;
  onImport: (() => void) | null;
}

export function ListHead(props: ListHeadProps): ReactElement {
  const { entity, state, rows, tools, compact, onCompact, onCreate, onImport } = props;
  const bin = entity.verbs.has('restore') ? () => state.setBin(!state.bin) : null;
  const binText = t(state.bin ? 'bin.leave' : 'bin.show');
  const more: MenuEntry[] = [
    ...(onImport === null ? [] : [{ icon: Upload, text: t('list.import'), onSelect: onImport }]),
    ...(bin === null ? [] : [{ icon: Trash2, text: binText, onSelect: bin }]),
    ...(onCompact === null ? [] : [{ icon: Rows3, text: t('list.compact'), checked: compact, onSelect: onCompact }]),
  ];
  return (
    <header className="page-head">
      <h1 tabIndex={-1}>
        {state.bin ? t('bin.title', { what: label(entity.labelPlural) }) : label(entity.labelPlural)}
      </h1>
      <CountButton rows={rows} entity={entity} />
      <span className="grow" />
      <Views entity={entity} here="list" />
      {bin !== null && (
        <Button icon={Trash2} variant="quiet" aria-pressed={state.bin} onClick={bin} className="where-wide">
          {binText}
        </Button>
      )}
      {onImport !== null && (
        <Button icon={Upload} onClick={onImport} className="where-wide">
          {t('list.import')}
        </Button>
      )}
      {tools}
      {more.length > 0 && (
        <MenuButton
          trigger={<IconButton icon={MoreHorizontal} label={t('list.more')} bordered className="where-narrow" />}
          label={t('list.more')}
          items={more}
        />
      )}
      {onCreate !== null && (
        <Button variant="primary" icon={Plus} onClick={onCreate} className="page-primary">
          {t('list.new', { what: label(entity.label).toLocaleLowerCase() })}
        </Button>
      )}
    </header>
  );
}

/** How many records a list has, in words; empty while that is not known. */
export function countText(rows: Rows, entity: EntityInfo): string {
  const count = rows.count;
  if (count === null) return '';
  const what = label(count.value === 1 ? entity.label : entity.labelPlural).toLocaleLowerCase();
  return `${count.kind === 'exact' ? formatNumber(count.value) : t('list.about', { count: formatNumber(count.value) })} ${what}`;
}

function CountButton({ rows, entity }: { rows: Rows; entity: EntityInfo }): ReactElement | null {
  const { count } = rows;
  if (count === null) return null;
  if (count.kind === 'exact') return <span className="page-count num">{formatNumber(count.value)}</span>;
  return (
    <button
      type="button"
      className="page-count page-count-button num"
      aria-busy={rows.counting}
      title={t('list.countHint')}
      aria-label={`${countText(rows, entity)}. ${t('list.countHint')}`}
      onClick={rows.countExactly}
    >
      {t('list.about', { count: formatNumber(count.value) })}
    </button>
  );
}
