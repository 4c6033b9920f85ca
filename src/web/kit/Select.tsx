// Chooses one of a list: a button that shows the choice, and the list in a popup, with a search line when it is long.
import { ChevronDown, X } from 'lucide-react';
import { type ReactElement, type ReactNode, useRef, useState } from 'react';
import { t } from '../i18n/i18n.ts';
import { cx } from './class-names.ts';
import type { ControlProps } from './FormField.tsx';
import { Listbox, type ListItem } from './Listbox.tsx';
import { Popover } from './Popover.tsx';

export interface SelectProps {
  value: string | null;
  onChange: (value: string | null) => void;
  items: readonly ListItem[];
  label: string;
  control?: Partial<ControlProps>;
  placeholder?: string;
  clearable?: boolean;
  /** how the chosen item is drawn, where not as in the list */
  draw?: (item: ListItem) => ReactNode;
  search?: 'none' | 'local' | { text: string; onText: (text: string) => void; placeholder?: string };
  status?: ReactNode;
  onOpenChange?: (open: boolean) => void;
  className?: string;
  defaultOpen?: boolean;
  /** false once it closes: what was chosen puts the focus elsewhere */
  finalFocus?: () => boolean;
}

export function Select(props: SelectProps): ReactElement {
  const {
    value,
    onChange,
    items,
    label,
    control = {},
    placeholder,
    clearable,
    draw,
    status,
    onOpenChange,
    className,
    defaultOpen = false,
    finalFocus,
  } = props;
  const [open, setOpen] = useState(defaultOpen);
  const focus = useRef<HTMLElement>(null);
  const change = (next: boolean) => {
    setOpen(next);
    onOpenChange?.(next);
  };
  const chosen = items.find((i) => i.value === value) ?? null;
  // a button knows no "required": the label says it
  const { 'aria-labelledby': labelled, 'aria-required': _, id, ...rest } = control;
  return (
    <div className={cx('select', className)}>
      <Popover
        label={label}
        open={open}
        onOpenChange={change}
        initialFocus={focus}
        {...(finalFocus === undefined ? {} : { finalFocus })}
        className="popover-list"
        trigger={
          <button
            type="button"
            {...rest}
            id={id}
            className="input select-trigger"
            aria-haspopup="listbox"
            {...(labelled === undefined
              ? { 'aria-label': `${label}: ${chosen?.label ?? placeholder ?? t('form.choose')}` }
              : { 'aria-labelledby': `${labelled} ${id}` })}
          >
            <span className={cx('grow ellipsis', chosen === null && 'muted')}>
              {chosen === null ? (placeholder ?? t('form.choose')) : (draw?.(chosen) ?? chosen.draw ?? chosen.label)}
            </span>
            <ChevronDown className="icon muted" aria-hidden />
          </button>
        }
      >
        <Listbox
          label={label}
          items={items}
          chosen={value === null ? [] : [value]}
          search={props.search ?? (items.length > 9 ? 'local' : 'none')}
          status={status}
          focusRef={focus}
          onPick={(next) => {
            onChange(next);
            change(false);
          }}
        />
      </Popover>
      {clearable === true && value !== null && (
        <button
          type="button"
          className="select-clear"
          aria-label={t('form.clear', { what: label })}
          onClick={() => onChange(null)}
        >
          <X className="icon" aria-hidden />
        </button>
      )}
    </div>
  );
}
