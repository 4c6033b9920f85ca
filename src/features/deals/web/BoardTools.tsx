// Which pipeline the board shows, and in which order its cards stand.
import { ArrowDownUp } from 'lucide-react';
import type { ReactElement } from 'react';
import { parseSort } from '../../../contract/filter.ts';
import { type EntityInfo, namedField } from '../../../web/catalog.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { MenuButton } from '../../../web/kit/Menu.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import type { ListState } from '../../../web/records/list-state.ts';
import { type BoardState, fieldOfOrder, orders } from './board-state.ts';
import type { Pipeline } from './use-stages.ts';
import { t } from './words.ts';

export interface BoardToolsProps {
  deal: EntityInfo;
  pipelines: readonly Pipeline[];
  chosen: Pipeline | null;
  state: BoardState;
  list: ListState;
  phone: boolean;
}

export function BoardTools({ deal, pipelines, chosen, state, list, phone }: BoardToolsProps): ReactElement {
  const known = orders.filter((o) => {
    const field = namedField(deal, fieldOfOrder(o));
    return field !== undefined && field.sortable;
  });
  const now = list.sort[0];
  const current =
    known.find((o) => now !== undefined && fieldOfOrder(o) === now.field) ?? (now === undefined ? known[0] : undefined);
  const wordOf = (o: string) => label(namedField(deal, fieldOfOrder(o))?.label ?? o);
  return (
    <>
      {pipelines.length > 1 && (
        <Select
          className="board-pipeline"
          label={t('board.pipeline')}
          value={chosen?.id ?? null}
          items={pipelines.map((p) => ({ value: p.id, label: label(p.name) }))}
          onChange={(id) => id !== null && state.setPipeline(id)}
        />
      )}
      {!phone && (
        <MenuButton
          label={t('board.order')}
          trigger={
            <Button icon={ArrowDownUp}>
              {current === undefined ? label(namedField(deal, now?.field ?? 'title')?.label ?? '') : wordOf(current)}
            </Button>
          }
          items={known.map((o) => ({
            text: wordOf(o),
            checked: o === current,
            onSelect: () => list.setSort(o === known[0] ? [] : parseSort(o)),
          }))}
        />
      )}
    </>
  );
}
