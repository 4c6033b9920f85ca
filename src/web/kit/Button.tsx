// Buttons: a verb, sometimes with an icon; the icon-only form always has a name and shows it as a tooltip.
import { Tooltip } from '@base-ui/react/tooltip';
import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, ReactElement } from 'react';
import { cx } from './class-names.ts';
import { layer } from './layer.ts';

type Variant = 'plain' | 'primary' | 'quiet' | 'danger';

export interface ButtonProps extends ComponentProps<'button'> {
  variant?: Variant;
  small?: boolean;
  icon?: LucideIcon;
  /** the work goes on: the button keeps its width and does nothing */
  busy?: boolean;
}

export function Button({
  variant = 'plain',
  small,
  icon: Icon,
  busy,
  className,
  children,
  ...rest
}: ButtonProps): ReactElement {
  return (
    <button
      type="button"
      {...rest}
      className={cx('btn', `btn-${variant}`, small && 'btn-small', busy && 'btn-busy', className)}
      aria-busy={busy === true ? true : undefined}
      onClick={busy === true ? (e) => e.preventDefault() : rest.onClick}
    >
      {Icon && <Icon className="icon" aria-hidden />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label'> {
  icon: LucideIcon;
  label: string;
  /** shown after the label in the tooltip */
  shortcut?: string;
  bordered?: boolean;
}

export function IconButton({
  icon: Icon,
  label,
  shortcut,
  bordered,
  className,
  ...rest
}: IconButtonProps): ReactElement {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger
        render={
          <button
            type="button"
            {...rest}
            aria-label={label}
            className={cx('icon-btn', bordered === true && 'icon-btn-line', className)}
          />
        }
      >
        <Icon className="icon" aria-hidden />
      </Tooltip.Trigger>
      <Tooltip.Portal container={layer()}>
        <Tooltip.Positioner sideOffset={6} className="positioner">
          <Tooltip.Popup className="tooltip">
            {label}
            {shortcut !== undefined && <kbd>{shortcut}</kbd>}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
