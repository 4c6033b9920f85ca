// One line of text, and several lines that grow with what is typed.
import { type ComponentProps, type ReactElement, useLayoutEffect, useRef } from 'react';
import { cx } from './class-names.ts';

export function TextInput({ className, ...rest }: ComponentProps<'input'>): ReactElement {
  return <input type="text" autoComplete="off" {...rest} className={cx('input', className)} />;
}

export function TextArea({ className, value, ...rest }: ComponentProps<'textarea'>): ReactElement {
  const ref = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const area = ref.current;
    if (area === null) return;
    area.style.height = 'auto';
    area.style.height = `${Math.min(area.scrollHeight + 2, 360)}px`;
  }, [value]);
  return <textarea rows={3} {...rest} ref={ref} value={value} className={cx('input area', className)} />;
}
