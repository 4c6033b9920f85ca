// Watches how long the session still lasts: a minute before its end it asks whether one stays, and it never lets a forgotten page keep it open.
import { type ReactElement, useEffect, useState } from 'react';
import { Link } from 'wouter';
import { call } from '../../../web/call.ts';
import { formatDateTime } from '../../../web/format.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { passwordBounds } from '../../../contract/password-policy.ts';
import { secondsSinceInput } from '../../../web/presence.ts';
import { useMe } from '../../../web/session.ts';
import type { SessionTime } from '../contract.ts';
import { LastSignIn } from './LastSignIn.tsx';
import { leftOf } from './session-left.ts';
import { t } from './keeper-words.ts';

/** How often it looks; and how often somebody who only types is told of as being there. */
const lookMs = 1_000;
const stayEverySeconds = 60;

export function SessionKeeper(): ReactElement | null {
  const [time, setTime] = useState<SessionTime | null>(null);
  const [left, setLeft] = useState<number | null>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    let usedAt = performance.now();
    let asking = false;
    let known: SessionTime | null = null;
    const ask = async (background: boolean) => {
      if (asking) return;
      asking = true;
      try {
        known = (await call<SessionTime>('GET', '/session', { background })).data;
        if (!background) usedAt = performance.now();
        setTime(known);
      } catch {
        // Whatever is wrong the next call of a page tells; this one asks again.
      } finally {
        asking = false;
      }
    };
    const look = () => {
      if (known === null) return;
      const idle = secondsSinceInput();
      const sinceUse = (performance.now() - usedAt) / 1000;
      // Somebody who writes a long text makes no call for a long time.
      if (idle < stayEverySeconds && sinceUse > stayEverySeconds) void ask(false);
      const next = leftOf(known, Math.min(idle, sinceUse), new Date());
      setLeft(next);
      // Asked without counting as a use: it is then told that the session has ended.
      if (next !== null && next <= 0) void ask(true);
    };
    void ask(false);
    const timer = window.setInterval(look, lookMs);
    return () => window.clearInterval(timer);
  }, []);
  const { password } = useMe();
  const [told, setTold] = useState(false);
  if (time === null) return null;
  return (
    <>
      {!told && password.dueAt !== null && isNear(password.dueAt) && (
        <PasswordDue when={password.dueAt} onSeen={() => setTold(true)} />
      )}
      <LastSignIn />
      {left !== null && left > 0 && <Ending time={time} left={left} onStay={() => setLeft(null)} />}
      {time.outdated[0] !== undefined && !seen && <Outdated old={time.outdated[0]} onSeen={() => setSeen(true)} />}
    </>
  );
}

/** A fortnight before the end. */
const isNear = (due: string): boolean => Date.parse(due) - Date.now() < passwordBounds.graceDays * 86_400_000;

function PasswordDue({ when, onSeen }: { when: string; onSeen: () => void }): ReactElement {
  return (
    <div className="keeper-bar" role="status">
      <p className="grow">
        {t('keeper.password', { when: formatDateTime(when) })} <Link href="/account">{t('keeper.change')}</Link>
      </p>
      <Button small onClick={onSeen}>
        {t('keeper.seen')}
      </Button>
    </div>
  );
}

function Ending({ time, left, onStay }: { time: SessionTime; left: number; onStay: () => void }): ReactElement {
  const atLast = (Date.parse(time.expiresAt) - Date.now()) / 1000 <= left + 1;
  const stay = () => {
    call('GET', '/session').then(onStay, onStay);
  };
  return (
    <Dialog
      open
      size="small"
      onClose={stay}
      title={t('keeper.title')}
      description={t(atLast ? 'keeper.atLast' : 'keeper.help', { when: formatDateTime(time.expiresAt) })}
      foot={
        !atLast && (
          <Button variant="primary" onClick={stay}>
            {t('keeper.stay')}
          </Button>
        )
      }
    >
      <p role="timer">{t('keeper.left', { count: Math.ceil(left) })}</p>
    </Dialog>
  );
}

function Outdated({ old, onSeen }: { old: SessionTime['outdated'][number]; onSeen: () => void }): ReactElement {
  return (
    <div className="keeper-bar" role="status">
      <p className="grow">
        {t('keeper.outdated', { version: old.version, least: old.least })}{' '}
        <a href={old.link} target="_blank" rel="noreferrer">
          {t('keeper.how')}
        </a>
      </p>
      <Button small onClick={onSeen}>
        {t('keeper.seen')}
      </Button>
    </div>
  );
}
