// What the server says about a right, as a page holds it, and the plain lines it comes to. The words come from the catalog; nothing is decided here.
import type {
  ExplanationView as Explanation,
  ReasonedView as Reasoned,
  TraceView as Trace,
} from '../../features/access/contract.ts';
import { sayRight } from '../right-said.ts';
import { t as scopes } from './words.ts';
import { t } from './why-words.ts';

/** The smallest parts of a rule that make it hold; a rule for every record has none worth telling. */
export function reasonsIn(trace: Trace): string[] {
  if (!trace.holds) return [];
  const inner = (trace.parts ?? []).flatMap(reasonsIn);
  if (inner.length > 0) return [...new Set(inner)];
  return trace.says === 'every record' || (trace.parts ?? []).length > 0 ? [] : [trace.says];
}

/** Which records a grant is for, in words. */
export function scopeInWords(g: Pick<Reasoned, 'scope' | 'shared' | 'types'>): string {
  const types = g.types === null ? '' : t('why.givesTypes', { types: g.types });
  if (g.shared) return t('why.shareScope') + types;
  if (g.scope.startsWith('rule ')) return t('why.ruleScope', { rule: g.scope.slice(5) }) + types;
  return scopes(`scope.help.${g.scope}` as 'scope.help.own') + types;
}

export function lineOfGrant(g: Reasoned): string {
  const said = { role: g.roleName, scope: scopeInWords(g) };
  if (!g.holds) return t('why.givesNot', said);
  // Of a share the rule is only the record itself, which is said already.
  const parts = g.shared ? [] : reasonsIn(g.rule);
  const why = parts.length === 0 ? '' : `, ${t('why.because', { parts: parts.join(', ') })}`;
  return `${t('why.gives', said)}${why}`;
}

/** The lines an explanation comes to, the deciding ones only: what holds where it is allowed, else what stands in the way. */
export function linesOf(x: Explanation): string[] {
  if (x.missing !== null)
    return [
      t(x.missing.startsWith('module.') ? 'why.missingModule' : 'why.missingRight', { right: sayRight(x.missing) }),
    ];
  const held = x.grants.filter((g) => g.holds);
  const lines = (held.length > 0 ? held : x.grants).map(lineOfGrant);
  if (x.whole !== null && (!x.whole.allowed || x.allowed))
    lines.push(`${t('why.whole')}: ${linesOf(x.whole).join(' ')}`);
  if (x.also !== null && !x.also.allowed) lines.push(`${t('why.also')}: ${linesOf(x.also).join(' ')}`);
  return [...new Set(lines)];
}
