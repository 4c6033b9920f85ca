// Roles: what each allows, who holds it, what a change would do, and the tests of access a change must pass.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { titled } from '../../contract/titled.ts';

const text = (max: number) => z.string().check(z.maxLength(max));
const id = z.strictObject({ id: z.uuid() });

/** `core.role.grants`; checked word by word by the server. */
const grants = z.record(z.string(), z.unknown());

const role = z.object({
  id: z.string(),
  key: z.string(),
  name: z.string(),
  help: z.string(),
  grants,
  version: z.int(),
  /** born with every vault */
  preset: z.boolean(),
  updatedAt: z.nullable(z.string()),
  holders: z.array(z.object({ id: z.string(), title: z.string(), active: z.boolean() })),
});
export type Role = z.infer<typeof role>;

const catalogue = z.object({
  objects: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      setting: z.boolean(),
      verbs: z.array(z.string()),
      /** words that can reach anything here */
      scopes: z.array(z.string()),
      fields: z.array(z.object({ name: z.string(), label: z.string() })),
      /** kinds of activity, which may have scopes of their own */
      types: z.array(z.object({ name: z.string(), label: z.string() })),
    }),
  ),
  formats: z.array(z.string()),
  /** the rights to open saved totals that are offered among them */
  areas: z.array(z.object({ name: z.string(), sentence: z.string(), usual: z.boolean() })),
  /** what those totals are called */
  totals: z.array(z.object({ right: z.string(), name: z.string() })),
});
export type Catalogue = z.infer<typeof catalogue>;

export const listFullRoles = action({
  name: 'role.full',
  http: 'GET /role-matrix',
  access: { may: 'admin.roles' },
  summary: 'All roles with what they allow and who holds them, and everything there is to allow.',
  input: z.strictObject({}),
  output: z.object({ roles: z.array(role), catalogue }),
});

export const viewRole = action({
  name: 'role.view',
  http: 'GET /roles/:id',
  access: { may: 'admin.roles' },
  summary: 'One role with what it allows and who holds it.',
  input: id,
  output: role,
});

const wish = { name: text(200), help: text(1000), grants };

export const createRole = action({
  name: 'role.create',
  http: 'POST /roles',
  access: { may: 'admin.grants' },
  changesRights: true,
  security: 'roles',
  summary: 'Make a role, within what I hold; a copy is made from what another says.',
  input: z.strictObject({ ...wish, help: z.optional(wish.help) }),
  output: role,
});

export const editRole = action({
  name: 'role.edit',
  http: 'PUT /roles/:id',
  access: { may: 'admin.grants' },
  changesRights: true,
  security: 'roles',
  summary: 'Change a role. Neither before nor after may it hold more than I do, and no saved test of access may fail.',
  input: z.strictObject({
    id: z.uuid(),
    /** the version it was made against */
    version: z.int(),
    name: z.optional(wish.name),
    help: z.optional(wish.help),
    grants: z.optional(wish.grants),
  }),
  output: role,
});

export const removeRole = action({
  name: 'role.remove',
  http: 'DELETE /roles/:id',
  access: { may: 'admin.grants' },
  changesRights: true,
  security: 'roles',
  summary: 'Remove a role that nobody holds.',
  input: id,
  output: z.object({}),
});

const accessTest = z.object({
  id: z.string(),
  person: z.nullable(titled),
  role: z.nullable(titled),
  permission: z.string(),
  record: z.nullable(z.string()),
  filter: z.nullable(z.record(z.string(), z.unknown())),
  field: z.nullable(z.string()),
  may: z.boolean(),
  note: z.string(),
});
const testResult = z.object({
  ...accessTest.shape,
  /** null: I do not see what it is about, and am not told */
  passes: z.nullable(z.boolean()),
  trouble: z.nullable(z.string()),
});
export type TestResult = z.infer<typeof testResult>;

const whatIf = z.object({
  people: z.array(titled),
  /** of how many of them the records are counted */
  counted: z.int(),
  /** open sessions that act under the new rights at once */
  sessions: z.int(),
  sights: z.array(
    z.object({ entity: z.string(), label: z.string(), appear: z.int(), vanish: z.int(), partly: z.boolean() }),
  ),
  tests: z.array(testResult),
});
export type WhatIf = z.infer<typeof whatIf>;

export const whatIfRole = action({
  name: 'role.whatIf',
  http: 'POST /roles/:id/what-if',
  access: { may: 'admin.grants' },
  reads: true,
  summary:
    'What a change of a role would do: people affected, records I see that come into sight or go out of it, tests that fail.',
  input: z.strictObject({ id: z.uuid(), grants }),
  output: whatIf,
});

export const tryRule = action({
  name: 'role.tryRule',
  http: 'POST /role-rules/try',
  access: { may: 'admin.grants' },
  reads: true,
  summary:
    'Try a rule while it is written: what is wrong with it, what it says, and for how many of the records I see it holds, for those who hold the role.',
  input: z.strictObject({
    object: text(80),
    rule: text(4000),
    within: z.optional(z.enum(['none', 'own', 'team', 'teamBelow', 'territory', 'all'])),
    role: z.optional(z.uuid()),
  }),
  output: z.object({
    wrong: z.nullable(z.object({ reason: z.string(), fits: z.nullable(z.string()) })),
    says: z.nullable(z.string()),
    total: z.nullable(z.int()),
    reached: z.array(z.object({ id: z.string(), title: z.string(), count: z.int() })),
  }),
});
export type TriedRule = z.infer<typeof tryRule.output>;

export const downloadRoles = action({
  name: 'role.download',
  http: 'GET /role-matrix/file',
  access: { may: 'admin.roles' },
  summary: 'All roles as a table for auditors (CSV): a line a right, a column a role.',
  transport: 'download',
  input: z.strictObject({}),
  output: z.unknown(),
});

export const listTests = action({
  name: 'accessTest.list',
  http: 'GET /access-tests',
  access: { may: 'admin.roles' },
  summary: 'The saved tests of access, each tried now.',
  input: z.strictObject({}),
  output: z.object({ rows: z.array(testResult) }),
});

export const addTest = action({
  name: 'accessTest.add',
  http: 'POST /access-tests',
  access: { may: 'admin.grants' },
  summary: 'Save a test of access that every change of roles must pass from now on.',
  input: z.strictObject({
    person: z.optional(z.nullable(z.uuid())),
    role: z.optional(z.nullable(z.uuid())),
    permission: text(80),
    record: z.optional(z.nullable(z.uuid())),
    filter: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
    field: z.optional(z.nullable(text(80))),
    may: z.boolean(),
    note: text(200),
  }),
  output: accessTest,
});

export const removeTest = action({
  name: 'accessTest.remove',
  http: 'DELETE /access-tests/:id',
  access: { may: 'admin.grants' },
  security: 'roles',
  summary: 'Remove a saved test of access.',
  input: id,
  output: z.object({}),
});
