// Menus of actions, on a trigger of their own or hung on any element. The popup itself is loaded when the first one opens.
import type { LucideIcon } from 'lucide-react';
import { type KeyboardEvent, type ReactElement, Suspense, cloneElement, lazy, useRef, useState } from 'react';

const loadPopup = () => import('./MenuPopup.tsx').then((m) => ({ default: m.MenuPopup }));
const MenuPopup = lazy(loadPopup);

/** Called when the page has nothing else to do, so that the first menu opens at once. */
export function loadMenus(): void {
  void loadPopup();
}

export interface MenuItem {
  readonly text: string;
  readonly icon?: LucideIcon;
  readonly shortcut?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** a check mark tells that it is on */
  readonly checked?: boolean;
  readonly onSelect: () => void;
}

export type MenuEntry = MenuItem | 'line';

export interface MenuProps {
  anchor: Element;
  onClose: () => void;
  label: string;
  /** a quiet first line */
  heading?: string;
  items: readonly MenuEntry[];
  /** where the focus goes when it closes; to the anchor where nothing is said */
  focusAfter?: () => HTMLElement | null;
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'bottom';
}

/** A menu hung on an element, open as long as it is drawn. */
export function Menu(props: MenuProps): ReactElement {
  return (
    <Suspense>
      <MenuPopup {...props} />
    </Suspense>
  );
}

interface TriggerProps {
  onClick?: () => void;
  onKeyDown?: (e: KeyboardEvent) => void;
  onPointerEnter?: () => void;
  ref?: (element: HTMLElement | null) => void;
  'aria-haspopup'?: 'menu';
  'aria-expanded'?: boolean;
  'data-popup-open'?: '' | undefined;
}

export interface MenuButtonProps extends Omit<MenuProps, 'anchor' | 'onClose'> {
  trigger: ReactElement<TriggerProps>;
}

export function MenuButton({ trigger, ...menu }: MenuButtonProps): ReactElement {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLElement>(null);
  return (
    <>
      {cloneElement(trigger, {
        ref: (element) => {
          button.current = element;
        },
        'aria-haspopup': 'menu',
        'aria-expanded': open,
        'data-popup-open': open ? '' : undefined,
        onPointerEnter: loadMenus,
        onClick: () => setOpen(!open),
        onKeyDown: (e) => {
          if (e.key !== 'ArrowDown' && e.key !== 'ArrowUp') return;
          e.preventDefault();
          setOpen(true);
        },
      })}
      {open && button.current !== null && <Menu {...menu} anchor={button.current} onClose={() => setOpen(false)} />}
    </>
  );
}
