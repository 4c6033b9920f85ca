// What hangs on the pointer while a card is dragged.
import type { ReactElement, RefObject } from 'react';
import { createPortal } from 'react-dom';
import { formatMoney } from '../../../web/format.ts';
import type { Money } from '../../../contract/field.ts';
import { layer } from '../../../web/kit/layer.ts';
import type { Held } from './use-drag.ts';

export function Ghost({ held, ghostRef }: { held: Held; ghostRef: RefObject<HTMLDivElement | null> }): ReactElement {
  const amount = held.row['amount'] as Money | null | undefined;
  return createPortal(
    <div ref={ghostRef} className="deal-card deal-ghost" style={{ width: held.width }} aria-hidden>
      <span className="deal-card-name">{held.row.title}</span>
      {amount !== null && amount !== undefined && <span className="deal-card-amount num">{formatMoney(amount)}</span>}
    </div>,
    layer() ?? document.body,
  );
}
