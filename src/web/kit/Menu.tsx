// Menus of actions, on a trigger of their own or hung on any element. The popup itself is loaded when the first one opens.
import { type KeyboardEvent, type ReactElement, Suspense, cloneElement, lazy, useRef, useState } from 'react';
import type { MenuProps } from './menu-props.ts';

const loadPopup = () => import('./MenuPopup.tsx').then((m) => ({ default: m.MenuPopup }));
const MenuPopup = lazy(loadPopup);

/** Called when the page has nothing else to do, so that the first menu opens at once. What does not come ahead is asked for again when it is needed. */
export function loadMenus(): void {
  loadPopup().catch(() => undefined);
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
