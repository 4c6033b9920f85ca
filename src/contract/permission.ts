// The closed catalogue of permissions. A name that is not here does not compile; a permission nobody enforces fails a test.
import type { Entity } from './entity.ts';
import { type EntityName, entityNames } from './names.ts';

export const verbs = [
  'view',
  'create',
  'edit',
  'archive',
  'restore',
  'purge',
  'assign',
  'complete',
  'share',
  'reveal',
  'import',
  'export',
  'print',
  'merge',
] as const;
export type Verb = (typeof verbs)[number];

/** Whose records belong to somebody, so that they can be assigned and shared. A test holds this against the objects themselves. */
const owned: readonly string[] = ['company', 'contact', 'deal', 'activity'] satisfies EntityName[];

/** Of which two may turn out to be one. Settings and people decide what others see, and parts stand with their wholes. */
const mergeable: readonly string[] = [
  'company',
  'contact',
  'deal',
  'activity',
  'product',
  'tag',
] satisfies EntityName[];

/** The verbs that mean something for an object; any other would be a permission nobody asks for. */
export function verbsOf(e: Pick<Entity, 'name' | 'own'>): readonly Verb[] {
  const belongs = e.own === true || owned.includes(e.name);
  return verbs.filter((v) => {
    if (v === 'share') return belongs;
    // Who is in which team or territory is assigned too.
    if (v === 'assign') return belongs || e.name === 'user';
    if (v === 'complete') return e.name === 'activity';
    if (v === 'merge') return e.own === true || mergeable.includes(e.name);
    return v !== 'purge' || e.name !== 'user';
  });
}

/** Parts of the product: without one its objects are not there at all, on any path. */
export const modules = {
  'module.relations': { objects: ['company', 'contact'], sentence: 'Work with companies and contacts.' },
  'module.sales': { objects: ['deal', 'dealLine'], sentence: 'Work with deals, their lines and the board.' },
  'module.activities': { objects: ['activity'], sentence: 'Work with tasks, calls, meetings and notes.' },
  'module.products': {
    objects: ['product', 'priceList', 'price', 'exchangeRate'],
    sentence: 'Work with products, price lists, prices and exchange rates.',
  },
} as const satisfies Record<string, { objects: readonly EntityName[]; sentence: string }>;
export type Module = keyof typeof modules;

const moduleByObject = new Map<string, Module>(
  Object.entries(modules).flatMap(([name, m]) => m.objects.map((object) => [object, name as Module] as const)),
);

/** The module an object stands in; most settings stand in none. */
export function moduleOf(entity: string): Module | null {
  return moduleByObject.get(entity) ?? null;
}

export type Menu = `menu.${EntityName}` | 'menu.own';

/** The permission to open the list of an object; those a tenant adds itself share one. */
export function menuOf(e: Pick<Entity, 'name' | 'own'>): Menu {
  return e.own === true ? 'menu.own' : `menu.${e.name}`;
}

const menus = Object.fromEntries([
  ...entityNames.map((e) => [
    `menu.${e}`,
    'Open the list, board and totals of these records; single ones can still be reached by links.',
  ]),
  ['menu.own', 'Open the lists and totals of objects of your own.'],
]) as Record<Menu, string>;

/** Tools for every day. */
export const tools = {
  'tool.search': 'Search over everything one may see.',
  'tool.history': 'See who changed what on a record.',
  'tool.totals': 'Count and total records by field.',
  'tool.bulk': 'Change, archive or restore many records at once.',
  'tool.undo': "Undo one's own operations.",
} as const;

/** What every role with objects gives unless it says that it is without. */
export const usual = {
  ...menus,
  ...(Object.fromEntries(Object.entries(modules).map(([name, m]) => [name, m.sentence])) as Record<Module, string>),
  ...tools,
} as const;

/** Rights that are not about one object, each with the sentence an administrator reads. */
export const areas = {
  'admin.members': 'Invite people, give and take roles, deactivate accounts, make reset links.',
  'admin.shape': 'Add, change and retire fields and objects of your own.',
  'admin.settings': 'Change currency, time zone and language of the company.',
  'admin.exports': 'Decide what every export asks for and how many records may leave a day; be told when many leave.',
  'admin.keys': 'Make API keys with rights of one’s own; see, narrow and disable everybody’s.',
  'admin.applications': 'Decide which applications people may connect, and end connections of everybody.',
  'admin.approve': 'Approve or refuse security changes that somebody else asked for.',
  'admin.policy': 'Decide which security changes need a second administrator.',
  'admin.ledger': 'Say where the ledger is sent, and how long its values are kept.',
  'admin.network': 'Decide from which networks people, administrators and keys may come.',
  'network.view': 'See from which networks whom may come, and who was turned away.',
  'admin.history':
    'See what was changed of roles, fields, rules and settings, by whom, and the work of who runs the machine.',
  'admin.privacy':
    'Look after requests of people about whom something is held: reports, copies, corrections, restricting; see restricted records.',
  'admin.erasure':
    'Erase what is held about a person, in records, files and history, also what one does not see oneself. There is no way back.',
  'admin.signin':
    'Decide how people sign in: second factors, passwords, how sessions end, what slows guessing down; see and end everybody’s sessions; let in again who was blocked.',
  'admin.mail': 'Say by which server mail goes out; see what waits, try it again, cancel it.',
  'admin.roles': 'See which roles exist and what they allow.',
  'admin.grants': 'Make, change and delete roles, within what one holds oneself.',
  'admin.access': 'See who may do what with which record, and why; for everybody, not only for oneself.',
  'admin.holds': 'Set and lift legal holds: what they stand on is deleted by nobody and nothing.',
  'admin.leaks': 'Run the check that tries every path for leaks, on made-up records, and read its results.',
  'access.viewAs':
    'Look at the product as somebody else, with a reason they can read: only look, half an hour at most, and only at what one may see oneself.',
  'admin.deputies': 'Say who stands in for somebody else, and from when to when.',
  'admin.reassign': 'Hand over everything somebody owns or is responsible for, as far as one may assign it.',
  'tool.import': 'Upload files and run imports (into objects one may also import).',
  'tool.empty-bin':
    'Empty the bin and say how long records lie in it (deleting for good, as far as one may delete each).',
  'tool.undo-others': 'Undo operations that somebody else ran.',
  'tool.offer-totals':
    'Offer saved totals of one’s own to others, each as a right that roles give, and change those one offers.',
  'tool.manage-totals': 'See, change, put away and bring back every saved totals that is offered, whoever saved it.',
  'tool.time-machine':
    'Look at records and lists as they were at an earlier instant, see what became of them since, and bring them back as far as one may change them.',
  'ledger.view': 'Read the ledger of everybody, not only of oneself.',
  'ledger.export': 'Take entries of the ledger away in a signed file, as far as one sees them.',
  'self.use': 'Work in the product: own profile, own sessions, own jobs and operations.',
  ...usual,
} as const;
export type Area = keyof typeof areas;

/** The right to open one saved totals that is offered to others: made at run time, and given by roles like any other. */
export type TotalsRight = `totals.${string}`;

export function totalsRight(id: string): TotalsRight {
  return `totals.${id}`;
}

/** Whether the name is that of such a right; whether there is one is told by the catalogue of the vault. */
export function isTotalsRight(name: string): name is TotalsRight {
  return /^totals\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name);
}

/** `of`: the objects by their name; undefined where they are retired. */
export function sentenceOfTotals(name: string, of: string | undefined): string {
  const what = of === undefined ? '' : ` of ${of.toLowerCase()}`;
  return `Open the saved totals “${name}”${what}; the figures are those of what one may see oneself.`;
}

export type RecordPermission = `${EntityName}.${Verb}`;
export type Permission = RecordPermission | Area | TotalsRight;

const sentences: Record<Verb, string> = {
  view: 'See records, in lists, search, counts and history.',
  create: 'Add records.',
  edit: 'Change records.',
  archive: 'Move records to the bin.',
  restore: 'Bring records back from the bin.',
  purge: 'Delete records in the bin for good.',
  assign: 'Change whose records they are: owner, responsible, teams and territories.',
  complete: 'Tick activities off, or open them again.',
  share: 'Share single records with a person or a team, until a day.',
  reveal: 'Look at a masked value, with a reason that is put on record.',
  import: 'Create and change records from a file.',
  export: 'Take records away in a file, with the fields one may see.',
  print: 'Print records and lists, with the fields one may see.',
  merge: 'Make one record out of two; both must be ones that may be edited.',
};

/** Every permission with its sentence, in a stable order; the source of surface/permissions.csv. */
export function allPermissions(): { name: Permission; sentence: string }[] {
  const records = entityNames.flatMap((e) =>
    verbsOf({ name: e }).map((v) => ({ name: `${e}.${v}` as Permission, sentence: sentences[v] })),
  );
  const others = Object.entries(areas).map(([name, sentence]) => ({ name: name as Permission, sentence }));
  return [...records, ...others];
}

/** What a verb allows, whatever the object. */
export function sentenceOf(verb: Verb): string {
  return sentences[verb];
}

export function isArea(name: string): name is Area {
  return Object.hasOwn(areas, name);
}
