// Looking at the product as somebody else: the rights of both at once, row by row and field by field, so that nobody sees through it what is not his. Pure.
import { type Rule, type Self, operandValue } from '../../contract/rule.ts';
import type { Grant, Principal } from '../principal.ts';
import { withinOwner } from './key-grants.ts';
import { withinModules } from './person.ts';

/** A look that is under way, as the door finds it with the session. */
export interface Look {
  readonly id: string;
  readonly person: string;
  readonly reason: string;
  readonly until: string;
}

/** The person as whom one looks, with no right that oneself has not. */
export function lookingAs(viewer: Principal, person: Principal, look: Look): Principal {
  const held = Map.groupBy(
    viewer.grants.map((g) => ({ ...g, rows: settle(g.rows, viewer.self) })),
    (g) => g.permission,
  );
  const grants = person.grants.flatMap((g): Grant[] =>
    withinOwner([g], held.get(g.permission) ?? []).map((both) => ({ ...both, from: g.from })),
  );
  return {
    ...person,
    grants: withinModules(grants),
    until: Math.min(viewer.until, person.until, new Date(look.until).getTime()),
    sessionId: viewer.sessionId,
    looking: {
      id: look.id,
      viewer: viewer.id,
      name: viewer.name,
      reason: look.reason,
      until: new Date(look.until).toISOString(),
    },
  };
}

/** The rule about this person, told without a word of "me": in it "my teams" are these teams, whoever asks. */
function settle(rule: Rule, me: Self): Rule {
  switch (rule.op) {
    case 'all':
    case 'none':
      return rule;
    case 'and':
    case 'or':
      return { op: rule.op, rules: rule.rules.map((r) => settle(r, me)) };
    case 'not':
      return { op: 'not', rule: settle(rule.rule, me) };
    default:
      return { ...rule, to: { value: operandValue(rule.to, me) } };
  }
}
