// Draws the toasts and lets them go after their time, but not while the pointer or the focus is on them.
import { X } from 'lucide-react';
import { type ReactElement, useEffect, useState, useSyncExternalStore } from 'react';
import { t } from '../i18n/i18n.ts';
import { IconButton } from './Button.tsx';
import { cx } from './class-names.ts';
import { type Toast, closeToast, onToasts, toastsNow } from './toasts.ts';

export function Toasts(): ReactElement {
  const toasts = useSyncExternalStore(onToasts, toastsNow);
  const [held, setHeld] = useState(false);
  return (
    <section
      className="toasts"
      aria-label={t('shell.messages')}
      data-region={toasts.length > 0 ? '' : undefined}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div>
        {toasts.map((toast) => (
          <OneToast key={toast.id} toast={toast} held={held} />
        ))}
      </div>
    </section>
  );
}

function OneToast({ toast, held }: { toast: Toast; held: boolean }): ReactElement {
  useEffect(() => {
    if (held) return undefined;
    const timer = window.setTimeout(() => closeToast(toast.id), toast.lasts);
    return () => window.clearTimeout(timer);
  }, [held, toast]);
  return (
    <div className={cx('toast', toast.tone === 'danger' && 'toast-danger')}>
      <span className="grow">{toast.text}</span>
      {toast.action && (
        <button
          type="button"
          className="toast-action"
          onClick={() => {
            closeToast(toast.id);
            toast.action?.run();
          }}
        >
          {toast.action.label}
        </button>
      )}
      <IconButton icon={X} label={t('common.close')} onClick={() => closeToast(toast.id)} />
    </div>
  );
}
