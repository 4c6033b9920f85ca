// Why somebody may or may not, in plain lines; each grant with its rule can be opened, part by part.
import { Check, X } from 'lucide-react';
import type { ReactElement } from 'react';
import type { ExplanationView as Explanation, TraceView as Trace } from '../../features/access/contract.ts';
import { lineOfGrant, linesOf } from './explanation.ts';
import './reasons.css';
import { t } from './why-words.ts';

/** Yes or no, by sign and word. */
export function Verdict({ allowed }: { allowed: boolean }): ReactElement {
  const Icon = allowed ? Check : X;
  return (
    <span className={allowed ? 'verdict verdict-yes' : 'verdict'}>
      <Icon className="icon" aria-hidden />
      {t(allowed ? 'why.may' : 'why.mayNot')}
    </span>
  );
}

export function Reasons({ of: x }: { of: Explanation }): ReactElement {
  return (
    <ul className="reasons">
      {linesOf(x).map((line) => (
        <li key={line}>{line}</li>
      ))}
      {x.field !== null && <li>{t(`why.field.${x.field}`)}</li>}
    </ul>
  );
}

/** Every grant there is for it, also those that do not reach the record, each with its rule. */
export function AllGrants({ of: x }: { of: Explanation }): ReactElement | null {
  if (x.grants.length === 0) return null;
  return (
    <ul className="reasons-grants">
      {x.grants.map((g, n) => (
        // grants of one role differ by nothing else that is sure to be there
        // oxlint-disable-next-line react/no-array-index-key
        <li key={n}>
          <p className={g.holds ? '' : 'muted'}>
            {lineOfGrant(g)}
            {g.field !== null && <span className="muted"> {t('why.givesFieldAs', { right: g.field })}</span>}
          </p>
          <Rule trace={g.rule} />
        </li>
      ))}
    </ul>
  );
}

function Rule({ trace }: { trace: Trace }): ReactElement {
  const Icon = trace.holds ? Check : X;
  return (
    <div className="reasons-rule">
      <p className={trace.holds ? 'row' : 'row muted'}>
        <Icon className="icon" aria-label={t(trace.holds ? 'why.may' : 'why.mayNot')} />
        <span>{trace.says}</span>
      </p>
      {trace.parts?.map((part) => (
        <Rule key={part.says} trace={part} />
      ))}
    </div>
  );
}
