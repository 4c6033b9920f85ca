// The closed catalogue of permissions. A name that is not here does not compile; a permission nobody enforces fails a test.
import { type EntityName, entityNames } from './names.ts';

export const verbs = ['view', 'create', 'edit', 'archive', 'restore', 'import', 'export'] as const;
export type Verb = (typeof verbs)[number];

/** Rights that are not about one object, each with the sentence an administrator reads. */
export const areas = {
  'admin.members': 'Invite people, give and take roles, deactivate accounts, make reset links.',
  'admin.shape': 'Add, change and retire fields and objects of your own.',
  'admin.settings': 'Change currency, time zone and language of the company.',
  'admin.keys': 'Make API keys with rights of one’s own; see, narrow and disable everybody’s.',
  'admin.roles': 'See which roles exist and what they allow.',
  'tool.import': 'Upload files and run imports (into objects one may also import).',
  'tool.undo-others': 'Undo operations that somebody else ran.',
  'ledger.view': 'Read the ledger of everybody, not only of oneself.',
  'self.use': 'Work in the product: own profile, own sessions, own jobs and operations.',
} as const;
export type Area = keyof typeof areas;

export type RecordPermission = `${EntityName}.${Verb}`;
export type Permission = RecordPermission | Area;

const sentences: Record<Verb, string> = {
  view: 'See records, in lists, search, counts and history.',
  create: 'Add records.',
  edit: 'Change records.',
  archive: 'Move records to the bin.',
  restore: 'Bring records back from the bin.',
  import: 'Create and change records from a file.',
  export: 'Take records away in a file, with the fields one may see.',
};

/** Every permission with its sentence, in a stable order; the source of surface/permissions.csv. */
export function allPermissions(): { name: Permission; sentence: string }[] {
  const records = entityNames.flatMap((e) =>
    verbs.map((v) => ({ name: `${e}.${v}` as Permission, sentence: sentences[v] })),
  );
  const others = Object.entries(areas).map(([name, sentence]) => ({ name: name as Permission, sentence }));
  return [...records, ...others];
}

export function isArea(name: string): name is Area {
  return Object.hasOwn(areas, name);
}
