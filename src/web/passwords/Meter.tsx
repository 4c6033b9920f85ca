// Says how hard a password is to guess while it is typed, and what makes it weak: in words, reckoned here, by the rules the server has.
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useMemo } from 'react';
import type { PasswordAsked } from '../../contract/password-policy.ts';
import { type PasswordContext, refusalOf } from '../../contract/password-rules.ts';
import { type StrengthReason, strengthOf } from '../../contract/password-strength.ts';
import { fetchLists } from './lists.ts';
import { t } from './words.ts';

export interface MeterProps {
  id: string;
  password: string;
  context: PasswordContext;
  asked: PasswordAsked;
}

const strongest = 4;

/** What the refusal says already. */
const saidBy: Readonly<Record<string, readonly StrengthReason[]>> = {
  'too-short': ['short'],
  common: ['common'],
  everyday: ['everyday'],
  'about-you': ['yours'],
  'too-simple': ['run', 'repeat'],
};

export function Meter({ id, password, context, asked }: MeterProps): ReactElement | null {
  const lists = useQuery({ queryKey: ['password-lists'], queryFn: fetchLists, staleTime: Infinity, gcTime: Infinity });
  const said = useMemo(() => {
    if (lists.data === undefined || password === '') return null;
    const strength = strengthOf(password, context, lists.data, asked.least);
    const refusal = refusalOf(password, context, asked, (form) => lists.data.common.has(form));
    return { strength, refusal };
  }, [lists.data, password, context, asked]);
  if (said === null) return null;
  const { strength, refusal } = said;
  const level = refusal === undefined ? strength.level : Math.min(strength.level, 1);
  const covered = refusal === undefined ? [] : (saidBy[refusal.code] ?? []);
  // What is strong as a whole is not talked down by its parts.
  const reasons = level === strongest ? [] : strength.reasons.filter((reason) => !covered.includes(reason));
  return (
    <div id={id} className="meter" aria-live="polite">
      <p className="row wrap">
        <span className={`meter-bar meter-${level}`} aria-hidden>
          {[0, 1, 2, 3, 4].map((step) => (
            <span key={step} />
          ))}
        </span>
        <span className="strong">
          <span className="sr">{t('password.meter')}: </span>
          {t(`password.level.${level as 0}`)}
        </span>
        <span className="small muted">{t('password.bits', { bits: strength.bits })}</span>
      </p>
      {refusal !== undefined && (
        <p className="small">{t('password.refused', { reason: `${refusal.reason} ${refusal.fits ?? ''}`.trim() })}</p>
      )}
      {reasons.length > 0 && (
        <ul className="small muted meter-why">
          {reasons.map((reason) => (
            <li key={reason}>{t(`password.why.${reason}`, { least: asked.least, count: strength.wordCount })}</li>
          ))}
        </ul>
      )}
      {refusal === undefined && reasons.length === 0 && <p className="small muted">{t('password.taken')}</p>}
    </div>
  );
}
