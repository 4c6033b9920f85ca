// Whose page this is: the company, its sign, and the own signs of whoever this browser is known for.
import type { ReactElement } from 'react';
import { SignMark } from '../../../web/sign/SignMark.tsx';
import { t } from './front-words.ts';
import type { Front as FrontView } from './front.ts';

export function Front({ front }: { front: FrontView }): ReactElement | null {
  const { sign, own } = front;
  if (sign === null && own.length === 0) return null;
  return (
    <div className="stack tight">
      {sign !== null && <SignMark sign={sign} />}
      {own.length > 0 && (
        <>
          <p className="small muted">{t('front.own')}</p>
          <div className="sign-shown">
            {own.map((one) => (
              <SignMark key={JSON.stringify(one)} sign={one} />
            ))}
          </div>
        </>
      )}
    </div>
  );
}
