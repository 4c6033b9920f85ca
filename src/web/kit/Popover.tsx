// A popup anchored to its trigger. Small editors, filters and lists of choices live in it.
import { Popover as Base } from '@base-ui/react/popover';
import type { ReactElement, ReactNode, RefObject } from 'react';
import { cx } from './class-names.ts';
import { layer } from './layer.ts';

export interface PopoverProps {
  trigger?: ReactElement;
  /** an element the popup hangs on when it has no trigger */
  anchor?: RefObject<Element | null> | Element | null;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  label: string;
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'bottom' | 'left' | 'right';
  className?: string;
  initialFocus?: RefObject<HTMLElement | null>;
  finalFocus?: RefObject<HTMLElement | null> | boolean | (() => boolean);
  children: ReactNode;
}

export function Popover(props: PopoverProps): ReactElement {
  const {
    trigger,
    anchor,
    open,
    onOpenChange,
    label,
    align = 'start',
    side = 'bottom',
    className,
    initialFocus,
    finalFocus,
    children,
  } = props;
  return (
    <Base.Root
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
          <Base.Popup
            className={cx('popover', className)}
            aria-label={label}
            {...(initialFocus === undefined ? {} : { initialFocus })}
            {...(finalFocus === undefined ? {} : { finalFocus })}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
