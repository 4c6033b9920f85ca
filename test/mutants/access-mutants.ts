// Guards of who reaches what, broken one at a time: scopes, shares, deputies, territories, rules, masks, and the rights of their own.
import type { Mutant } from './mutants.ts';

const reach = 'test/access-reach.test.ts';
const shares = 'test/access-shares.test.ts';
const parts = 'test/access-parts.test.ts';
const records = 'test/access-records.test.ts';
const oracles = 'test/hidden-oracles.test.ts';
const compare = 'src/core/access/compare.test.ts';
const ruleText = 'src/core/access/rule-text.test.ts';

function mutant(file: string, what: string, find: string, replace: string, ...tests: string[]): Mutant {
  return { file: `src/core/${file}`, what, find, replace, times: 1, tests };
}

const scopes = [
  mutant('access/scopes.ts', 'own means all', ": isAmong(e, 'selves');", ': everything;', records),
  mutant('access/scopes.ts', 'team means all', "return isAmong(e, 'teammates');", 'return everything;', records),
  mutant('access/scopes.ts', 'teams below are all teams', "return isAmong(e, 'below');", 'return everything;', reach),
  mutant(
    'access/scopes.ts',
    'an ownerless object is within every scope',
    "return anyOf(whoseFields(e).map((field) => ({ op: 'in', field, to: { me: who } })));",
    "return e.owner === null ? everything : anyOf(whoseFields(e).map((field) => ({ op: 'in', field, to: { me: who } })));",
    records,
  ),
  mutant(
    'access/scopes.ts',
    'a deputy is the other person',
    "e.owner === 'id' ? { op: 'eq', field: 'id', to: { me: 'id' } }",
    "e.owner === 'id' ? { op: 'in', field: 'id', to: { me: 'selves' } }",
    shares,
  ),
  mutant(
    'access/scopes.ts',
    'a territory is everywhere',
    "{ op: 'meets', field: territories, to: { me: territories } }",
    'everything',
    reach,
  ),
  mutant(
    'access/person.ts',
    'a territory holds none below it',
    'union select c.id from data.territory c join tree on c.parent = tree.id)',
    ')',
    reach,
  ),
  mutant('access/person.ts', 'a deputy begins too early', 'd.from_at <= $2 and', '', shares, reach),
  mutant('access/person.ts', 'a deputy never ends', 'and (d.until_at is null or d.until_at > $2))', ')', shares, reach),
  mutant(
    'access/person.ts',
    'a share never ends',
    'from core.share s where s.until_at > $2 and s.given_by',
    'from core.share s where s.given_by',
    reach,
    shares,
  ),
  mutant('principals.ts', 'what ends by itself is remembered', '&& now().getTime() < known.until', '', shares),
  mutant(
    'access/person.ts',
    'a module is given by nobody and there',
    'return module === null || areas.has(module);',
    'return true;',
    parts,
  ),
  mutant(
    'access/scopes.ts',
    'the types a scope is not about are forgotten',
    "return allOf([{ op: 'not', rule: { op: 'in', field: 'type', to: { value: [...(types.except ?? [])] } } }, rule]);",
    'return rule;',
    parts,
  ),
] as const;

const given = [
  mutant(
    'access/shares.ts',
    'a share gives all its receiver could read',
    'fields.set(name, lesser(fields.get(name) ?? g.otherFields, cap));',
    'void cap;',
    shares,
  ),
  mutant(
    'access/shares.ts',
    'to see is to edit, when shared',
    "...(edit ? (['edit'] as const) : [])",
    "...(['edit'] as const)",
    shares,
    reach,
  ),
  mutant(
    'access/share-desk.ts',
    'what one may not share is shared',
    "if (verb !== null && !mayReach(me, e, 'share', lazyRuleRow(e, stored)))",
    'if (false)',
    shares,
  ),
  mutant(
    'access/share-desk.ts',
    'a share is passed on',
    'const byRoles: Principal = { ...unit.me, grants: effective(unit.me) };',
    'const byRoles: Principal = unit.me;',
    shares,
  ),
  mutant(
    'access/share-desk.ts',
    'one shares with oneself',
    'if (id === unit.me.self.id) throw',
    'if (false) throw',
    shares,
  ),
  mutant(
    'access/share-desk.ts',
    'a share is for ever',
    'if (ahead <= 0 || ahead > daysMost * day)',
    'if (ahead <= 0)',
    shares,
  ),
  mutant('access/share-desk.ts', 'shares without number', 'if (row!.n > sharesMost)', 'if (false)', shares),
  mutant(
    'access/deputy-desk.ts',
    'an administrator makes himself deputy',
    'if (wish.deputy === me)',
    'if (false)',
    shares,
  ),
  mutant(
    'access/deputy-desk.ts',
    'anybody names deputies of others',
    "unit.refuseUnless(may(unit.me, 'admin.deputies'), 'admin.deputies');",
    '',
    shares,
  ),
  mutant(
    'access/compare.ts',
    'what is shared counts as held',
    'held.filter((g) => g.from.shares === undefined && g',
    'held.filter((g) => g',
    compare,
  ),
  mutant('access/compare.ts', 'another rule will do', 'wanted.rule !== mine.rule', 'false', compare),
  mutant(
    'access/compare.ts',
    'a rule within less is within more',
    'return mine.within === undefined || (',
    'return true || (',
    compare,
  ),
  mutant(
    'access/compare.ts',
    'any type of activity is any other',
    'aboutAll(g.from.types, wanted.from.types) && ',
    '',
    compare,
  ),
  mutant('access/compare.ts', 'how much may leave is not compared', ' && leavesAll(g, wanted)', '', compare),
  mutant(
    'roles.ts',
    'a right nobody understands is edit',
    "isRight(r) ? r : 'hidden'",
    "isRight(r) ? r : 'edit'",
    compare,
  ),
  mutant(
    'roles.ts',
    'a rule nobody understands holds',
    '  } catch {\n    return nothing;',
    '  } catch {\n    return everything;',
    compare,
  ),
] as const;

const verbs = [
  mutant(
    'access/governed.ts',
    'to edit is to assign',
    "if (field === 'owner') return e.owner === 'owner' ? 'assign' : null;",
    "if (field === 'owner') return null;",
    shares,
  ),
  mutant(
    'access/governed.ts',
    'people fill in what rules ask of them',
    "return isOfUserRules(field, e.fields[field]) ? 'assign' : null;",
    'return null;',
    shares,
  ),
  mutant('policy.ts', 'to assign is to edit', "if (verb !== 'edit' && governing !== verb) return 'read';", '', shares),
  mutant(
    'access/rule-text.ts',
    'rules ask what people change themselves',
    "if (name !== 'status' && !isOfUserRules(name, user.fields[name]))",
    'if (false)',
    ruleText,
  ),
  mutant(
    'access/rule-text.ts',
    'what is sealed is looked into',
    'if (f.protected === true) throw',
    'if (false) throw',
    ruleText,
  ),
  mutant(
    'access/rule-text.ts',
    'two fields of a record are compared',
    "if (a.is === 'field' && b.is === 'field')",
    'if (false)',
    ruleText,
  ),
  mutant(
    'access/rule-text.ts',
    'nothing is above something',
    "if ('value' in to && to.value === null) return nothing;",
    '',
    ruleText,
  ),
  mutant(
    'records/purge.ts',
    'what is not in the bin is deleted',
    "else if (before['archivedAt'] === null)",
    'else if (false)',
    records,
  ),
  mutant(
    'records/purge.ts',
    'anybody deletes for good',
    "else if (!mayReach(unit.me, e, 'purge', lazyRuleRow(e, before)))",
    'else if (false)',
    records,
  ),
  mutant(
    'access/check-access.ts',
    'menus and tools are not asked for',
    'const lacking = action.needs?.find((area) => !may(me, area));',
    'const lacking = undefined;',
    parts,
  ),
] as const;

const masks = [
  mutant(
    'policy.ts',
    'a masked field counts as readable',
    "readable: (f) => where(f, 'read')",
    "readable: (f) => where(f, 'masked')",
    reach,
    oracles,
  ),
  mutant(
    'access/mask.ts',
    'a mask shows half',
    'Math.floor(characters.length / 4)',
    'Math.floor(characters.length / 2)',
    compare,
  ),
  mutant('access/mask.ts', 'a mask shows of a short value', 'characters.length < 8 ? 0 :', '', compare),
  mutant(
    'records/reveal.ts',
    'anybody looks under a mask',
    "if (!mayReach(me, e, 'reveal', ruled)) throw",
    'if (false) throw',
    records,
    reach,
  ),
  mutant(
    'records/reveal.ts',
    'what is hidden is revealed',
    'if (!known || (!isRead && !isMaskedOn(me, e, field, ruled)))',
    'if (!known)',
    reach,
    oracles,
  ),
  mutant(
    'records/unique.ts',
    'a refusal tells of a field one may not read',
    "const seen = and([visibleRows(unit.me, e, 'r'), read]);",
    "const seen = visibleRows(unit.me, e, 'r');",
    oracles,
  ),
  mutant(
    'access/explain.ts',
    'an explanation tells of hidden records',
    "if (stored === undefined || !reaches(unit.me, stored, 'view')) throw",
    'if (stored === undefined) throw',
    reach,
  ),
  mutant(
    'access/explain.ts',
    'an explanation tells of hidden fields',
    'if (!isShown) throw',
    'if (false) throw',
    'test/access-explain.test.ts',
  ),
  mutant(
    'records/select.ts',
    'what a field hangs on is not asked of the row',
    'coalesce(${k.sql}, false) as',
    'coalesce(${k.sql}, true) or true as',
    'test/field-rights.test.ts',
  ),
  mutant(
    'access/holders.ts',
    'everybody is offered to end what somebody connected',
    "cuts || owner.id === unit.me.self.id ? ['connection'] : []",
    "['connection']",
    'src/features/applications/applications.test.ts',
  ),
] as const;

export const accessMutants: readonly Mutant[] = [...scopes, ...given, ...verbs, ...masks];
