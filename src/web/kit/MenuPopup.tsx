// The popup of a menu; loaded when the first menu is opened.
import { Menu as Base } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import type { ReactElement } from 'react';
import { cx } from './class-names.ts';
import { layer } from './layer.ts';
import type { MenuItem, MenuProps } from './menu-props.ts';

export function MenuPopup({
  anchor,
  onClose,
  align = 'end',
  side = 'bottom',
  label,
  heading,
  items,
  focusAfter,
}: MenuProps): ReactElement {
  return (
    <Base.Root open onOpenChange={(next) => !next && onClose()}>
      <Base.Portal container={layer()}>
        <Base.Positioner
          className="positioner"
          anchor={anchor}
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
        >
          <Base.Popup
            className="menu"
            aria-label={label}
            finalFocus={() => focusAfter?.() ?? (anchor instanceof HTMLElement ? anchor : null)}
          >
            {heading !== undefined && <p className="menu-label">{heading}</p>}
            {items.map((item, n) =>
              // lines have no identity but their place
              // oxlint-disable-next-line react/no-array-index-key
              item === 'line' ? <Base.Separator key={n} className="menu-line" /> : <Item key={item.text} item={item} />,
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function Item({ item }: { item: MenuItem }): ReactElement {
  const { icon: Icon, text, shortcut, danger, disabled, checked, onSelect } = item;
  const inner = (
    <>
      {Icon && <Icon className="icon" aria-hidden />}
      <span className="grow">{text}</span>
      {shortcut !== undefined && <kbd>{shortcut}</kbd>}
    </>
  );
  if (checked !== undefined) {
    return (
      <Base.CheckboxItem className="menu-item" checked={checked} onCheckedChange={() => onSelect()} closeOnClick>
        <span className="menu-check">{checked && <Check className="icon" aria-hidden />}</span>
        {inner}
      </Base.CheckboxItem>
    );
  }
  return (
    <Base.Item
      className={cx('menu-item', danger === true && 'menu-danger')}
      disabled={disabled === true}
      onClick={onSelect}
    >
      {inner}
    </Base.Item>
  );
}
