// What a role must see of the made-up records, read from the role's own words and by hand: it shares no code with the engine but the meaning
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

/** The person as rules know one: the values of the user's record, and who else counts. */
export interface Known {
  readonly values: Readonly<Record<string, never>>;
  readonly self: Parameters<typeof matches>[2];
}

export class Expected {
  readonly #grants: Said;
  readonly #catalog: Catalog;
  readonly #me: Known;
  readonly all: boolean;

  constructor(grants: unknown, catalog: Catalog, me: Known) {
    this.#grants = asSaid(grants);
    this.#catalog = catalog;
    this.#me = me;
    this.all = this.#grants['everything'] === true;
  }

  /** Whether the role says anything at all about seeing the object. */
  seesSome(e: Entity): boolean {
    return this.all || this.#scopes(e, 'view').some((s) => s !== 'none');
  }

  sees(p: Planted, verb: 'view' | 'export' | 'print' | 'reveal' = 'view'): boolean {
    if (this.all) return true;
    if (p.whole !== undefined && !this.sees(p.whole, verb === 'reveal' ? 'view' : verb)) return false;
    const scope = this.#scopeFor(p, verb);
    if (this.#reaches(scope, p)) return true;
    // A share opens a record to whoever sees any of its kind.
    return p.whose === 'shared' && this.#scopes(p.e, verb).some((s) => s !== 'none' && s !== undefined);
  }

  /** hidden and masked alike: the whole value must not come out */
  reads(p: Planted, field: string): boolean {
    return this.sees(p) && this.readsField(p.e, field);
  }

  /** Whether it names a right that is not about one object, and not among those it gives by itself. */
  holds(area: Area): boolean {
    const areas = this.#grants['areas'];
    return this.all || (Array.isArray(areas) && areas.includes(area));
  }

  /** As far as the role's words about fields go. */
  readsField(e: Entity, field: string): boolean {
    if (this.all) return true;
    const said = this.#object(e);
    const right = asSaid(said['fields'])[field] ?? said['otherFields'] ?? 'edit';
    if (right !== 'read' && right !== 'edit') return false;
    const f = e.fields[field];
    return (f?.follows ?? []).every((source) => this.readsField(e, source)) && (f === undefined || !isVirtual(f));
  }

  rightOn(e: Entity, field: string): unknown {
    const said = this.#object(e);
    return asSaid(said['fields'])[field] ?? said['otherFields'] ?? 'edit';
  }

  #object(e: Entity): Said {
    const without = this.#grants['without'];
    const module = moduleOf(e.name);
    const areas = this.#grants['areas'];
    const isOut =
      module !== null &&
      Array.isArray(without) &&
      without.includes(module) &&
      !(Array.isArray(areas) && areas.includes(module));
    return isOut ? {} : asSaid(asSaid(this.#grants['objects'])[e.name]);
  }

  #scopes(e: Entity, verb: string): unknown[] {
    const said = this.#object(e);
    const types = e.name === 'activity' ? Object.values(asSaid(said['types'])) : [];
    return [said[verb] ?? 'none', ...types.map((t) => asSaid(t)[verb] ?? 'none')];
  }

  #scopeFor(p: Planted, verb: string): unknown {
    const said = this.#object(p.e);
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
