// Members: the people who work here and their teams. Accounts come only from invitations.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { entity } from '../../contract/entity.ts';
import { email, links, ref, select, text } from '../../contract/field.ts';

export const user = entity('user', {
  path: 'users',
  label: 'User',
  labelPlural: 'Users',
  help: 'People with an account here, or placeholders for people named in imported data.',
  title: ['name'],
  owner: 'id',
  setting: true,
  made: 'member.invite',
  columns: ['name', 'email', 'status', 'teams'],
  fields: {
    name: text({ label: 'Name', required: true, search: true, key: true, personal: true, max: 120 }),
    email: email({ label: 'E-mail', search: true, key: true, unique: true, personal: true }),
    status: select(
      [
        { key: 'invited', label: 'Invited', tone: 'info' },
        { key: 'active', label: 'Active', tone: 'success' },
        { key: 'inactive', label: 'Inactive', tone: 'neutral' },
        { key: 'placeholder', label: 'Placeholder', tone: 'neutral' },
      ],
      { label: 'Status', required: true, computed: true },
    ),
    teams: links(['team'], { label: 'Teams' }),
    territories: links(['territory'], { label: 'Territories' }),
  },
});

export const team = entity('team', {
  path: 'teams',
  label: 'Team',
  labelPlural: 'Teams',
  help: 'People who work together; the scope "team" means records of everybody who shares a team with you.',
  title: ['name'],
  owner: null,
  setting: true,
  columns: ['name', 'parent', 'lead'],
  fields: {
    name: text({ label: 'Name', required: true, unique: true, key: true, search: true, max: 80 }),
    parent: ref('team', { label: 'Part of' }),
    lead: ref('user', { label: 'Lead' }),
  },
});

export const territory = entity('territory', {
  path: 'territories',
  label: 'Territory',
  labelPlural: 'Territories',
  help: 'Where records belong, such as a region or a line of business; whoever has a territory has those that are part of it.',
  title: ['name'],
  owner: null,
  setting: true,
  columns: ['name', 'parent'],
  fields: {
    name: text({ label: 'Name', required: true, unique: true, key: true, search: true, max: 80 }),
    parent: ref('territory', { label: 'Part of' }),
  },
});

const id = z.strictObject({ id: z.uuid() });
const roleView = z.object({ id: z.string(), name: z.string(), help: z.string() });
const newLink = z.object({
  /** shown once: only a hash of it is kept; null: it goes by mail, and nobody else sees it */
  url: z.nullable(z.string()),
  expiresAt: z.string(),
});
/** Sent by mail instead of shown; refused where no mail can be sent. */
const byMail = z.optional(z.boolean());

export const viewMe = action({
  name: 'me.view',
  looking: 'as-them',
  http: 'GET /me',
  access: { signedIn: true, keysToo: true },
  at: 'enrol',
  summary: 'Who I am, where, and what I may do.',
  input: z.strictObject({}),
  output: z.object({
    user: z.object({
      id: z.string(),
      title: z.string(),
      email: z.nullable(z.string()),
      /** how I read dates and numbers, and times: `browser`, or null where as the company */
      locale: z.nullable(z.string()),
      timeZone: z.nullable(z.string()),
    }),
    tenant: z.object({
      name: z.string(),
      slug: z.string(),
      locale: z.string(),
      collation: z.string(),
      currency: z.string(),
      timeZone: z.string(),
      country: z.nullable(z.string()),
    }),
    roles: z.array(roleView),
    permissions: z.array(z.string()),
    /** links can be sent by mail */
    mail: z.boolean(),
    /** enrol: nothing else can be asked for until a second factor is set up; due: until when one is to be; agree: nothing until the security policy is acknowledged */
    factor: z.object({ level: z.enum(['enrol', 'agree', 'full']), dueAt: z.nullable(z.string()) }),
    /** owed: nothing else can be asked for until a new password is chosen; due: until when the present one may stay */
    password: z.object({ owed: z.boolean(), dueAt: z.nullable(z.string()) }),
    /** you look as this person: who you are, why, and until when */
    looking: z.nullable(z.object({ by: z.string(), reason: z.string(), until: z.string() })),
  }),
});

export const changePassword = action({
  name: 'password.change',
  http: 'POST /me/password',
  access: { signedIn: true },
  at: 'renew',
  changesRights: true,
  summary: 'Change my password; my other sessions end.',
  input: z.strictObject({
    current: z.string().check(z.maxLength(4096)),
    next: z.string().check(z.maxLength(4096)),
  }),
  output: z.object({}),
  maxBytes: 16 * 1024,
  secret: ['current', 'next'],
});

export const listSessions = action({
  name: 'session.list',
  http: 'GET /sessions',
  access: { signedIn: true },
  summary: 'List my open sessions.',
  input: z.strictObject({}),
  output: z.object({
    rows: z.array(
      z.object({
        id: z.string(),
        createdAt: z.string(),
        lastSeenAt: z.string(),
        expiresAt: z.string(),
        address: z.nullable(z.string()),
        userAgent: z.nullable(z.string()),
        current: z.boolean(),
      }),
    ),
  }),
});

export const listSignIns = action({
  name: 'session.signIns',
  http: 'GET /me/sign-ins',
  access: { signedIn: true },
  summary: 'My sign-ins of the last thirty days: when, from where, by what.',
  input: z.strictObject({}),
  output: z.object({
    rows: z.array(
      z.object({
        id: z.string(),
        at: z.string(),
        address: z.nullable(z.string()),
        userAgent: z.nullable(z.string()),
        how: z.array(z.string()),
        /** null: open still */
        endedAt: z.nullable(z.string()),
        current: z.boolean(),
      }),
    ),
  }),
});
export type SignInOut = z.infer<typeof listSignIns.output>['rows'][number];

export const notMe = action({
  name: 'session.notMe',
  http: 'POST /me/sign-ins/:id/not-me',
  access: { signedIn: true },
  stepUp: true,
  changesRights: true,
  summary:
    'Say of a sign-in that it was not me: my password is changed, other sessions, devices, links, recovery codes and what factors, API keys and connections were added since end; deputies named, shares given, changes and rights asked for since are taken back; administrators are told, and I set up a new factor.',
  input: z.strictObject({
    id: z.uuid(),
    current: z.string().check(z.maxLength(4096)),
    next: z.string().check(z.maxLength(4096)),
  }),
  output: z.object({}),
  maxBytes: 16 * 1024,
  secret: ['current', 'next'],
});

export const endSession = action({
  name: 'session.endOne',
  http: 'DELETE /sessions/:id',
  access: { signedIn: true },
  summary: 'End one of my sessions.',
  input: id,
  output: z.object({}),
});

export const endOtherSessions = action({
  name: 'session.endOthers',
  http: 'DELETE /sessions',
  access: { signedIn: true },
  summary: 'End all my sessions but this one.',
  input: z.strictObject({}),
  output: z.object({ ended: z.int() }),
});

export const listRoles = action({
  name: 'role.list',
  http: 'GET /roles',
  access: { may: 'admin.roles' },
  summary: 'List the roles there are.',
  input: z.strictObject({}),
  output: z.object({ rows: z.array(roleView) }),
});

export const invite = action({
  name: 'member.invite',
  http: 'POST /members',
  access: { may: 'admin.members' },
  changesRights: true,
  security: 'members',
  collect: true,
  summary: 'Invite somebody; answers a one-time link to hand over, or sends it by mail.',
  input: z.strictObject({
    name: z.string().check(z.maxLength(200)),
    email: z.string().check(z.maxLength(254)),
    roles: z.array(z.uuid()).check(z.maxLength(20)),
    teams: z.optional(z.array(z.uuid()).check(z.maxLength(50))),
    mail: byMail,
  }),
  output: z.object({ id: z.string(), link: newLink }),
});

export const linkForMember = action({
  name: 'member.link',
  http: 'POST /members/:id/link',
  access: { may: 'admin.members' },
  stepUp: true,
  security: 'members',
  collect: true,
  summary: 'A new one-time link: to join for who was invited, to choose a new password for who is active.',
  input: z.strictObject({ id: z.uuid(), mail: byMail }),
  output: newLink,
});

export const reactivateMember = action({
  name: 'member.reactivate',
  http: 'POST /members/:id/reactivate',
  access: { may: 'admin.members' },
  changesRights: true,
  security: 'members',
  summary: 'Open a closed account again.',
  input: id,
  output: z.object({}),
});

export const rolesOfMember = action({
  name: 'member.roles',
  http: 'GET /members/:id/roles',
  access: { may: 'admin.members' },
  summary: 'Which roles somebody holds.',
  input: id,
  output: z.object({ rows: z.array(roleView) }),
});

export const setRolesOfMember = action({
  name: 'member.setRoles',
  http: 'PUT /members/:id/roles',
  access: { may: 'admin.members' },
  stepUp: true,
  changesRights: true,
  security: 'members',
  summary: 'Give and take roles; nobody gives more than they hold, and an owner remains.',
  input: z.strictObject({ id: z.uuid(), roles: z.array(z.uuid()).check(z.maxLength(20)) }),
  output: z.object({ rows: z.array(roleView) }),
});
