// A dialog over the page: a title, a body that scrolls, and a foot with its buttons. On a phone it is the whole screen.
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type ReactElement, type ReactNode, type RefObject, useRef } from 'react';
import { t } from '../i18n/i18n.ts';
import { IconButton } from './Button.tsx';
import { cx } from './class-names.ts';
import { layer } from './layer.ts';

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  description?: ReactNode;
  size?: 'small' | 'medium' | 'large';
  /** Escape, a click outside and the cross do nothing: for a question that needs an answer */
  firm?: boolean;
  initialFocus?: RefObject<HTMLElement | null>;
  foot?: ReactNode;
  className?: string;
  children: ReactNode;
}

export function Dialog(props: DialogProps): ReactElement {
  const popup = useRef<HTMLDivElement>(null);
  const {
    open,
    onClose,
    title,
    description,
    size = 'medium',
    firm = false,
    initialFocus,
    foot,
    className,
    children,
  } = props;
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && !firm && onClose()} disablePointerDismissal={firm}>
      <Base.Portal container={layer()}>
        <Base.Backdrop className="scrim" />
        <Base.Popup
          ref={popup}
          tabIndex={-1}
          className={cx('dialog', `dialog-${size}`, className)}
          initialFocus={initialFocus ?? (() => firstControl(popup.current))}
        >
          <div className="dialog-head">
            <div className="grow">
              <Base.Title className="dialog-title">{title}</Base.Title>
              {description !== undefined && <Base.Description className="muted">{description}</Base.Description>}
            </div>
            {!firm && <Base.Close render={<IconButton icon={X} label={t('common.close')} />} />}
          </div>
          <div className="dialog-body">{children}</div>
          {foot !== undefined && <div className="dialog-foot">{foot}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** The first control of the body; the dialog itself where there is nothing to type, never its cross. */
function firstControl(popup: HTMLElement | null): HTMLElement | null {
  return (
    popup?.querySelector<HTMLElement>(
      '.dialog-body :is(input, select, textarea, .select-trigger):not([tabindex="-1"])',
    ) ?? popup
  );
}
