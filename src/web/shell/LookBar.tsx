// The brass bar over every page while somebody looks at the product as somebody else: as whom, until when, and the way back.
import { Eye } from 'lucide-react';
import { type ReactElement, useEffect } from 'react';
import { endLook } from '../look.ts';
import { formatTime } from '../format.ts';
import { t } from '../i18n/i18n.ts';
import { Button } from '../kit/Button.tsx';
import { useMe } from '../session.ts';

export function LookBar(): ReactElement | null {
  const me = useMe();
  const { looking } = me;
  const until = looking === null ? null : looking.until;
  useEffect(() => {
    if (until === null) return undefined;
    // what was drawn for another person does not stay on the screen when its time is over
    const timer = window.setTimeout(() => void endLook(), Math.max(0, new Date(until).getTime() - Date.now()));
    return () => window.clearTimeout(timer);
  }, [until]);
  if (looking === null) return null;
  return (
    <section className="look-bar" aria-label={t('look.label')} data-region tabIndex={-1}>
      <Eye className="icon" aria-hidden />
      <p className="grow">
        <span className="strong">{t('look.as', { name: me.user.title })}</span>{' '}
        {t('look.until', { by: looking.by, when: formatTime(looking.until), reason: looking.reason })}
      </p>
      <Button small onClick={() => void endLook()}>
        {t('look.end')}
      </Button>
    </section>
  );
}
