// What roles must let see of the made-up records, read from their own words and by hand: it shares no code with the engine but the meaning
// of rules written in CEL, so that both would have to be wrong in the same way.
import type { Entity } from '../../../contract/entity.ts';
import { type Area, moduleOf } from '../../../contract/permission.ts';
import { matches } from '../../../contract/rule.ts';
import { compileRuleText } from '../../../core/access/rule-text.ts';
import type { Catalog } from '../../../core/catalog.ts';
import { type StoredRow, lazyRuleRow } from '../../../core/records/codec.ts';
import { isVirtual } from '../../../contract/field.ts';

/** Whose a record is, seen from the person who asks. */
export const whoseWords = ['own', 'team', 'below', 'territory', 'shared', 'foreign'] as const;
export type Whose = (typeof whoseWords)[number];

const reached: Readonly<Record<string, readonly Whose[]>> = {
  none: [],
  own: ['own'],
  team: ['own', 'team'],
  teamBelow: ['own', 'team', 'below'],
  territory: ['territory'],
  all: whoseWords,
};

export interface Planted {
  readonly e: Entity;
  readonly id: string;
  readonly whose: Whose;
  readonly values: StoredRow;
  /** what stands in a field and nowhere else */
  readonly marks: ReadonlyMap<string, readonly string[]>;
  /** of what it is a part */
  readonly whole?: Planted;
}

type Said = Readonly<Record<string, unknown>>;

function asSaid(value: unknown): Said {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Said) : {};
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The person as rules know one: the values of the user's record, and who else counts. */
export interface Known {
  readonly values: Readonly<Record<string, never>>;
  readonly self: Parameters<typeof matches>[2];
}

const ranks = ['hidden', 'masked', 'read', 'edit'];

/** `grants`: what each role says that the person holds; together they give what any of them gives. */
export class Expected {
  readonly #roles: readonly Said[];
  readonly #catalog: Catalog;
  readonly #me: Known;
  readonly all: boolean;

  constructor(grants: readonly unknown[], catalog: Catalog, me: Known) {
    this.#roles = grants.map(asSaid);
    this.#catalog = catalog;
    this.#me = me;
    this.all = this.#roles.some((role) => role['everything'] === true);
  }

  /** Whether a role says anything at all about seeing the object. */
  seesSome(e: Entity): boolean {
    return this.all || this.#roles.some((role) => this.#seesSomeBy(role, e));
  }

  sees(p: Planted, verb: 'view' | 'export' | 'print' | 'reveal' = 'view'): boolean {
    if (this.all) return true;
    if (p.whole !== undefined && !this.sees(p.whole, verb === 'reveal' ? 'view' : verb)) return false;
    return this.#roles.some((role) => this.#givenBy(role, p, verb));
  }

  /** hidden and masked alike: the whole value must not come out. A field is read by the roles that reach this very record. */
  reads(p: Planted, field: string): boolean {
    if (!this.sees(p)) return false;
    const giving = this.all ? [] : this.#roles.filter((role) => this.#givenBy(role, p, 'view'));
    return this.all || this.#readsBy(giving, p.e, field);
  }

  /** Whether a role names a right that is not about one object, and not among those it gives by itself. */
  holds(area: Area): boolean {
    return this.all || this.#roles.some((role) => listOf(role['areas']).includes(area));
  }

  /** As far as the roles' words about fields go: on some records at least. */
  readsField(e: Entity, field: string): boolean {
    return this.all || this.#readsBy(this.#about(e), e, field);
  }

  /** The highest right any of the roles has on the field. */
  rightOn(e: Entity, field: string): string {
    const rights = this.#about(e).map((role) => this.#rightBy(role, e, field));
    return rights.reduce((a, b) => (ranks.indexOf(b) > ranks.indexOf(a) ? b : a), 'hidden');
  }

  /** The roles that let see the object; where none does, what any of them says of it. */
  #about(e: Entity): readonly Said[] {
    const seeing = this.#roles.filter((role) => this.#seesSomeBy(role, e));
    return seeing.length > 0 ? seeing : this.#roles;
  }

  #seesSomeBy(role: Said, e: Entity): boolean {
    return this.#scopes(role, e, 'view').some((s) => s !== 'none');
  }

  #givenBy(role: Said, p: Planted, verb: string): boolean {
    if (this.#reaches(this.#scopeFor(role, p, verb), p)) return true;
    // A share opens a record to whoever sees any of its kind.
    return p.whose === 'shared' && this.#scopes(role, p.e, verb).some((s) => s !== 'none' && s !== undefined);
  }

  #rightBy(role: Said, e: Entity, field: string): string {
    const said = this.#object(role, e);
    const right = asSaid(said['fields'])[field] ?? said['otherFields'] ?? 'edit';
    return typeof right === 'string' ? right : 'hidden';
  }

  #readsBy(roles: readonly Said[], e: Entity, field: string): boolean {
    const f = e.fields[field];
    if (f !== undefined && isVirtual(f)) return false;
    if (!roles.some((role) => ['read', 'edit'].includes(this.#rightBy(role, e, field)))) return false;
    return (f?.follows ?? []).every((source) => this.#readsBy(roles, e, source));
  }

  /** Nothing of an object whose module none of the roles opens. */
  #object(role: Said, e: Entity): Said {
    const module = moduleOf(e.name);
    const opens = (r: Said): boolean =>
      listOf(r['areas']).includes(module) ||
      (Object.keys(asSaid(r['objects'])).length > 0 && !listOf(r['without']).includes(module));
    if (module !== null && !this.#roles.some(opens)) return {};
    return asSaid(asSaid(role['objects'])[e.name]);
  }

  #scopes(role: Said, e: Entity, verb: string): unknown[] {
    const said = this.#object(role, e);
    const types = e.name === 'activity' ? Object.values(asSaid(said['types'])) : [];
    return [said[verb] ?? 'none', ...types.map((t) => asSaid(t)[verb] ?? 'none')];
  }

  #scopeFor(role: Said, p: Planted, verb: string): unknown {
    const said = this.#object(role, p.e);
    if (p.e.name !== 'activity') return said[verb] ?? 'none';
    const own = asSaid(asSaid(said['types'])[String(p.values['type'])]);
    return own[verb] ?? said[verb] ?? 'none';
  }

  #reaches(scope: unknown, p: Planted): boolean {
    if (typeof scope === 'string') {
      if (scope === 'all') return true;
      // What belongs to nobody is reached by all or not at all.
      return p.e.owner !== null && (reached[scope] ?? []).includes(p.whose);
    }
    const { rule, within } = asSaid(scope);
    if (typeof rule !== 'string') return false;
    if (within !== undefined && !this.#reaches(within, p)) return false;
    try {
      const compiled = compileRuleText(rule, p.e, this.#catalog.entity('user'), this.#me.values);
      return matches(compiled, lazyRuleRow(p.e, p.values), this.#me.self);
    } catch {
      return false;
    }
  }
}
