// What rights are called where people read them: "Companies: View", "Members". The sentence that says what one allows stands in permission.ts. Pure.
import type { Entity } from './entity.ts';
import { type Area, type Menu, type Verb, isTotalsRight, totalsRight, verbs } from './permission.ts';

/** Menus are called by their objects. */
export const areaNames: Readonly<Record<Exclude<Area, Menu>, string>> = {
  'access.viewAs': 'View as somebody else',
  'admin.access': 'Who may do what',
  'admin.applications': 'Connected applications',
  'admin.approve': 'Approvals',
  'admin.deputies': 'Deputies',
  'admin.erasure': 'Erase people',
  'admin.exports': 'Rules of exports',
  'admin.grants': 'Roles: change',
  'admin.holds': 'Legal holds',
  'admin.keys': 'API keys',
  'admin.history': 'Change history',
  'admin.leaks': 'Check for leaks',
  'admin.ledger': 'Where the ledger is sent',
  'admin.mail': 'Mail',
  'admin.signin': 'How people sign in',
  'admin.members': 'Members',
  'admin.network': 'Networks: change',
  'admin.privacy': 'Requests of people',
  'admin.policy': 'What needs a second administrator',
  'admin.reassign': 'Hand over records',
  'admin.roles': 'Roles: read',
  'admin.settings': 'Settings of the company',
  'admin.shape': 'Objects and fields',
  'ledger.export': 'Audit log: take entries away',
  'ledger.view': 'Audit log of everybody',
  'module.activities': 'Activities',
  'module.products': 'Products and prices',
  'module.relations': 'Companies and contacts',
  'module.sales': 'Deals',
  'network.view': 'Networks: read',
  'self.use': 'Work in the product',
  'tool.bulk': 'Bulk changes',
  'tool.empty-bin': 'Empty the bin',
  'tool.history': 'History of records',
  'tool.import': 'Imports',
  'tool.manage-totals': 'Saved totals of everybody',
  'tool.offer-totals': 'Saved totals: offer to others',
  'tool.search': 'Search over everything',
  'tool.time-machine': 'Looking back',
  'tool.totals': 'Totals',
  'tool.undo': 'Undo of one’s own work',
  'tool.undo-others': 'Undo of others’ work',
};

const verbNames: Readonly<Record<Verb, string>> = {
  archive: 'Archive',
  assign: 'Assign',
  complete: 'Complete',
  create: 'Create',
  edit: 'Edit',
  export: 'Export',
  import: 'Import',
  merge: 'Merge',
  print: 'Print',
  purge: 'Delete',
  restore: 'Restore',
  reveal: 'Reveal',
  share: 'Share',
  view: 'View',
};

const limitNames = {
  exportFormats: 'Formats of exports',
  exportReason: 'Exports ask for a reason',
  exportRows: 'Rows of an export at most',
  otherFields: 'All other fields',
} as const;

/** An object by what it is called, with its fields and the kinds of it that have scopes of their own. */
export interface NamedObject {
  readonly name: string;
  readonly label: string;
  readonly fields: readonly { readonly name: string; readonly label: string }[];
  readonly types?: readonly { readonly name: string; readonly label: string }[] | undefined;
}

export function namedObjects(entities: readonly Entity[]): NamedObject[] {
  return entities.map((e) => ({
    name: e.name,
    label: e.labelPlural,
    fields: Object.entries(e.fields).map(([name, f]) => ({ name, label: f.label })),
    types: e.name === 'activity' ? (e.fields['type']?.options ?? []).map((o) => ({ name: o.key, label: o.label })) : [],
  }));
}

/** The words around the names, for pages in other languages than English. */
export interface Wording {
  readonly label: (text: string) => string;
  readonly verb: (verb: Verb) => string;
  readonly limit: (limit: keyof typeof limitNames) => string;
  readonly menu: (name: string) => string;
  /** null: saved totals one does not know, or that are there no more */
  readonly totals: (name: string | null) => string;
  readonly everything: string;
  readonly owner: string;
}

const english: Wording = {
  label: (text) => text,
  verb: (verb) => verbNames[verb],
  limit: (limit) => limitNames[limit],
  menu: (name) => `Menu: ${name}`,
  totals: (name) => (name === null ? 'Saved totals that are not there' : `Saved totals: ${name}`),
  everything: 'Everything',
  owner: 'Owner',
};

export interface RightNames {
  /** one right: "Companies: View" */
  readonly one: (name: string) => string;
  /** one right below a heading that says of what kind it is: "Companies" of the menus */
  readonly short: (name: string) => string;
  /** many, those over one object together: "Companies: View, Edit; Members" */
  readonly all: (names: readonly string[]) => string;
  /** where a role says something: a right, a field, a kind of activity, how records leave */
  readonly place: (place: string) => string;
  /** a field of an object */
  readonly field: (object: string, field: string) => string;
}

const isVerb = (word: string): word is Verb => (verbs as readonly string[]).includes(word);

function split(name: string): [string, string] {
  const at = name.indexOf('.');
  return at < 0 ? [name, ''] : [name.slice(0, at), name.slice(at + 1)];
}

/** Saved totals by what they are called; `right` is the one to open them. */
export interface NamedTotals {
  readonly right: string;
  readonly name: string;
}

/** Those that were offered once and are not now have no name: who names the right of one learns nothing by it. */
export function namedTotals(
  all: readonly { readonly id: string; readonly name: string; readonly live: boolean }[],
): NamedTotals[] {
  return all.filter((x) => x.live).map((x) => ({ right: totalsRight(x.id), name: x.name }));
}

/** What is called by no word that is known is called by its name. */
export function rightNames(
  known: readonly NamedObject[],
  totals: readonly NamedTotals[] = [],
  say: Wording = english,
): RightNames {
  const objects = new Map(known.map((o) => [o.name, o]));
  const saved = new Map(totals.map((x) => [x.right, x.name]));
  const objectOf = (name: string): string | undefined => {
    const found = objects.get(name);
    return found === undefined ? undefined : say.label(found.label);
  };
  /** "Companies" and "view" of company.view; nothing of any other right. */
  const ofRecords = (name: string): { object: string; verb: Verb } | undefined => {
    const [object, verb] = split(name);
    const called = objectOf(object);
    return called !== undefined && isVerb(verb) ? { object: called, verb } : undefined;
  };
  const menuOf = (name: string): string | undefined => {
    const [start, entity] = split(name);
    if (start !== 'menu') return undefined;
    return entity === 'own' ? say.label('Objects of your own') : objectOf(entity);
  };
  const areaOf = (name: string): string => {
    if (Object.hasOwn(areaNames, name)) return say.label(areaNames[name as keyof typeof areaNames]);
    if (isTotalsRight(name)) return say.totals(saved.get(name) ?? null);
    const menu = menuOf(name);
    return menu === undefined ? name : say.menu(menu);
  };
  const one = (name: string): string => {
    const found = ofRecords(name);
    return found === undefined ? areaOf(name) : `${found.object}: ${say.verb(found.verb)}`;
  };
  const short = (name: string): string => menuOf(name) ?? one(name);
  const all = (names: readonly string[]): string => {
    const found = names.map((name) => ofRecords(name) ?? areaOf(name));
    const over = Map.groupBy(
      found.filter((x) => typeof x === 'object'),
      (x) => x.object,
    );
    const said = [...over].map(([object, list]) => `${object}: ${list.map((x) => say.verb(x.verb)).join(', ')}`);
    return [...said, ...found.filter((x) => typeof x === 'string')].join('; ');
  };
  const field = (object: string, name: string): string =>
    name === 'owner' ? say.owner : say.label(objects.get(object)?.fields.find((f) => f.name === name)?.label ?? name);
  const place = (name: string): string => {
    const [object, rest] = split(name);
    const called = objectOf(object);
    if (name === 'everything') return say.everything;
    if (called === undefined || isVerb(rest)) return one(name);
    if (Object.hasOwn(limitNames, rest)) return `${called}: ${say.limit(rest as keyof typeof limitNames)}`;
    const [kind, last] = split(rest);
    if (kind === 'fields') return `${called}: ${field(object, last)}`;
    const type = objects.get(object)?.types?.find((x) => x.name === kind);
    return type === undefined || !isVerb(last) ? name : `${called}, ${say.label(type.label)}: ${say.verb(last)}`;
  };
  return { one, short, all, place, field };
}
