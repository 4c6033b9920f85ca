// Who may do what: sharing single records, standing in for others, handing over what somebody leaves behind, and the reasons of it all.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { verbs } from '../../contract/permission.ts';
import { titled } from '../../contract/titled.ts';

const id = z.uuid();
const day = z.string().check(z.maxLength(20));

export const shareView = z.object({
  id: z.string(),
  entity: z.string(),
  record: z.string(),
  /** of the record; null: you may not see it */
  title: z.nullable(z.string()),
  /** null: somebody you may not see */
  with: z.nullable(z.object({ kind: z.enum(['user', 'team']), id: z.string(), title: z.string() })),
  edit: z.boolean(),
  by: z.nullable(titled),
  at: z.string(),
  /** it ends at this instant */
  until: z.string(),
  reason: z.nullable(z.string()),
});

const object = z.string().check(z.maxLength(60));

export const giveShare = action({
  name: 'share.give',
  http: 'POST /shares',
  access: { may: 'self.use' },
  changesRights: true,
  security: 'shares',
  summary:
    'Shares one record with a person or a team until a day, to see or to edit: no more of it than you may yourself.',
  input: z.strictObject({
    entity: object,
    id: z.string(),
    user: z.optional(z.string()),
    team: z.optional(z.string()),
    edit: z.boolean(),
    /** the last day, in the company's time zone: 2026-12-31 */
    until: day,
    reason: z.optional(z.string().check(z.maxLength(500))),
  }),
  output: shareView,
});

export const endShare = action({
  name: 'share.end',
  http: 'DELETE /shares/:id',
  access: { may: 'self.use' },
  changesRights: true,
  summary: 'Ends a share at once: one you gave, or one of a record you may share.',
  input: z.strictObject({ id }),
  output: z.object({}),
});

export const sharesOfRecord = action({
  name: 'share.list',
  http: 'GET /shares/of',
  access: { may: 'self.use' },
  summary: 'With whom a record is shared; for whoever may share it.',
  input: z.strictObject({ entity: object, id: z.string() }),
  output: z.object({ rows: z.array(shareView) }),
});

export const ownShares = action({
  name: 'share.own',
  http: 'GET /shares',
  access: { may: 'self.use' },
  summary: 'What you have shared, and what is shared with you and your teams.',
  input: z.strictObject({}),
  output: z.object({ rows: z.array(shareView) }),
});

export const deputyView = z.object({
  id: z.string(),
  user: z.nullable(titled),
  deputy: z.nullable(titled),
  from: z.string(),
  until: z.nullable(z.string()),
});

export const nameDeputy = action({
  name: 'deputy.name',
  http: 'POST /deputies',
  access: { may: 'self.use' },
  changesRights: true,
  security: 'deputies',
  summary:
    'Lets somebody stand in for you, or with admin.deputies for somebody else: your records count as theirs, with the rights of their own roles.',
  input: z.strictObject({
    user: z.optional(z.string()),
    deputy: z.string(),
    from: z.optional(day),
    until: z.optional(day),
  }),
  output: deputyView,
});

export const endDeputy = action({
  name: 'deputy.end',
  http: 'DELETE /deputies/:id',
  access: { may: 'self.use' },
  changesRights: true,
  summary: 'Ends standing in: yours, in either direction, or with admin.deputies anybody’s.',
  input: z.strictObject({ id }),
  output: z.object({}),
});

export const listDeputies = action({
  name: 'deputy.list',
  http: 'GET /deputies',
  access: { may: 'self.use' },
  summary: 'Who stands in for you and for whom you do; with admin.deputies everybody.',
  input: z.strictObject({}),
  output: z.object({ rows: z.array(deputyView) }),
});

const question = {
  entity: object,
  id: z.string(),
  verb: z.enum(verbs),
  field: z.optional(z.string().check(z.maxLength(120))),
};

export interface TraceView {
  says: string;
  holds: boolean;
  parts?: TraceView[] | undefined;
}
const trace: z.ZodMiniType<TraceView> = z.object({
  says: z.string(),
  holds: z.boolean(),
  get parts(): z.ZodMiniOptional<z.ZodMiniArray<z.ZodMiniType<TraceView>>> {
    return z.optional(z.array(trace));
  },
});

const reasoned = z.object({
  role: z.string(),
  roleName: z.string(),
  scope: z.string(),
  types: z.nullable(z.string()),
  /** it reaches the record by a share */
  shared: z.boolean(),
  holds: z.boolean(),
  rule: trace,
  field: z.nullable(z.string()),
});
export type ReasonedView = z.infer<typeof reasoned>;

const explained = {
  allowed: z.boolean(),
  permission: z.string(),
  /** the permission or module that nothing gives at all */
  missing: z.nullable(z.string()),
  grants: z.array(reasoned),
  /** what this person has on the field */
  field: z.nullable(z.enum(['hidden', 'masked', 'read', 'edit'])),
};

export interface ExplanationView extends z.infer<z.ZodMiniObject<typeof explained>> {
  whole: ExplanationView | null;
  also: ExplanationView | null;
}
export const explanation: z.ZodMiniType<ExplanationView> = z.object({
  ...explained,
  /** the same question about what the record is a part of */
  get whole(): z.ZodMiniNullable<z.ZodMiniType<ExplanationView>> {
    return z.nullable(explanation);
  },
  /** the right of its own that the field needs beside edit */
  get also(): z.ZodMiniNullable<z.ZodMiniType<ExplanationView>> {
    return z.nullable(explanation);
  },
});

export const why = action({
  name: 'access.why',
  looking: 'as-them',
  http: 'GET /access/why',
  access: { may: 'self.use' },
  summary: 'Why you may or may not do something with a record or field: every grant, and whether it reaches.',
  input: z.strictObject(question),
  output: explanation,
});

export const whyUser = action({
  name: 'access.whyUser',
  http: 'GET /access/users/:user/why',
  access: { may: 'admin.access' },
  summary: 'Why somebody may or may not, in full.',
  input: z.strictObject({ user: z.string(), ...question }),
  output: explanation,
});

export const whoSees = action({
  name: 'access.who',
  http: 'GET /access/who',
  access: { may: 'admin.access' },
  summary: 'Every person and key that can see a record, and by which chain of reasons.',
  input: z.strictObject({ entity: object, id: z.string() }),
  output: z.object({
    rows: z.array(
      z.object({
        /** the person, or the owner of the key */
        user: z.object({ id: z.string(), name: z.string() }),
        key: z.nullable(z.object({ id: z.string(), name: z.string(), kind: z.enum(['key', 'application']) })),
        edit: z.boolean(),
        /** in short: "Sales: team" */
        by: z.array(z.string()),
        chain: z.array(reasoned),
        /** a part is seen with its whole: by which grants that is */
        whole: z.nullable(z.array(reasoned)),
        shares: z.array(z.object({ by: z.string(), team: z.nullable(z.string()), until: z.string() })),
        standsInFor: z.array(z.string()),
      }),
    ),
  }),
});

export const whyVerbs = action({
  name: 'access.verbs',
  looking: 'as-them',
  http: 'GET /access/verbs',
  access: { may: 'self.use' },
  summary:
    'What you may do with a record, verb by verb, each with its reasons; with admin.access the same about anybody.',
  input: z.strictObject({ entity: object, id: z.string(), user: z.optional(z.string()) }),
  output: z.object({ verbs: z.array(explanation) }),
});

export const reach = action({
  name: 'access.reach',
  http: 'GET /access/users/:user/reach',
  access: { may: 'self.use' },
  summary:
    'What a person reaches: objects, verbs, scopes, fields that are not wholly readable, and how many records; your own, or with admin.access anybody’s.',
  input: z.strictObject({ user: z.string() }),
  output: z.object({
    user: z.object({ id: z.string(), name: z.string() }),
    objects: z.array(
      z.object({
        entity: z.string(),
        label: z.string(),
        seen: z.int(),
        menu: z.boolean(),
        verbs: z.array(z.object({ verb: z.string(), scopes: z.array(z.string()) })),
        fields: z.array(z.object({ field: z.string(), rights: z.array(z.string()) })),
      }),
    ),
    areas: z.array(z.string()),
    totals: z.array(z.object({ right: z.string(), name: z.string() })),
  }),
});

export const previewReassign = action({
  name: 'reassign.preview',
  http: 'GET /access/users/:user/left',
  access: { may: 'admin.reassign' },
  summary: 'What somebody owns or is responsible for, object by object, as far as you may see it.',
  input: z.strictObject({ user: z.string() }),
  output: z.object({
    objects: z.array(z.object({ entity: z.string(), label: z.string(), records: z.int() })),
    total: z.int(),
  }),
});

export const reassign = action({
  name: 'reassign.start',
  http: 'POST /access/users/:user/reassign',
  access: { may: 'admin.reassign' },
  summary:
    'Hands over what somebody owns or is responsible for to somebody else, as one operation that can be undone. Only what you may assign.',
  input: z.strictObject({
    user: z.string(),
    to: z.string(),
    /** only these objects; all unless said */
    objects: z.optional(z.array(object).check(z.maxLength(50))),
  }),
  output: z.object({ job: z.string(), total: z.int() }),
});

/** The kind of job that hands over. */
export const reassignJob = 'reassign';
