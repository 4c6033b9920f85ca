// A menu of actions on a trigger: each item a verb, an icon and perhaps its shortcut.
import { Menu as Base } from '@base-ui/react/menu';
import type { LucideIcon } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { cx } from './class-names.ts';
import { layer } from './layer.ts';

export interface MenuProps {
  trigger?: ReactElement;
  /** an element or a point the menu hangs on when it has no trigger */
  anchor?: Element | { getBoundingClientRect: () => DOMRect } | null;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'bottom' | 'left' | 'right';
  label?: string;
  children: ReactNode;
}

export function Menu({
  trigger,
  anchor,
  open,
  onOpenChange,
  align = 'end',
  side = 'bottom',
  label,
  children,
}: MenuProps): ReactElement {
  return (
    <Base.Root
      modal={false}
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange === undefined ? {} : { onOpenChange: (next) => onOpenChange(next) })}
    >
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal container={layer()}>
        <Base.Positioner
          className="positioner"
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          {...(anchor === undefined ? {} : { anchor })}
        >
          <Base.Popup className="menu" {...(label === undefined ? {} : { 'aria-label': label })}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export interface MenuItemProps {
  icon?: LucideIcon;
  shortcut?: string;
  danger?: boolean;
  disabled?: boolean;
  /** a check mark tells that it is on */
  checked?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

export function MenuItem({
  icon: Icon,
  shortcut,
  danger,
  disabled,
  checked,
  onSelect,
  children,
}: MenuItemProps): ReactElement {
  const inner = (
    <>
      {Icon && <Icon className="icon" aria-hidden />}
      <span className="grow">{children}</span>
      {shortcut !== undefined && <kbd>{shortcut}</kbd>}
    </>
  );
  if (checked !== undefined) {
    return (
      <Base.CheckboxItem className="menu-item" checked={checked} onCheckedChange={() => onSelect()} closeOnClick>
        <span className="menu-check">{checked && <CheckMark />}</span>
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

function CheckMark(): ReactElement {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <path d="M20 6 9 17l-5-5" />
    </svg>
  );
}

export function MenuLine(): ReactElement {
  return <Base.Separator className="menu-line" />;
}

export function MenuGroup({ label, children }: { label: string; children: ReactNode }): ReactElement {
  return (
    <Base.Group>
      <Base.GroupLabel className="menu-label">{label}</Base.GroupLabel>
      {children}
    </Base.Group>
  );
}
