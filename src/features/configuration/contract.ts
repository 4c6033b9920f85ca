// The history of configuration: what was changed of how the company works, by whom and when, read from the ledger. Rolled back by undoing the operation.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';

export const kinds = [
  'shape',
  'roles',
  'people',
  'settings',
  'exports',
  'keys',
  'approvals',
  'pipelines',
  'totals',
  'ledger',
  'operator',
  'other',
] as const;

const text = (most: number) => z.optional(z.string().check(z.minLength(1), z.maxLength(most)));

const change = z.object({
  id: z.string(),
  /** its place in the log; null until it is sealed */
  number: z.nullable(z.int()),
  kind: z.enum(kinds),
  at: z.string(),
  actor: z.object({ kind: z.string(), id: z.nullable(z.string()), title: z.nullable(z.string()) }),
  action: z.string(),
  verb: z.string(),
  source: z.nullable(z.string()),
  entity: z.nullable(z.string()),
  record: z.nullable(z.string()),
  title: z.nullable(z.string()),
  /** which version of the thing it made, where it has versions */
  version: z.nullable(z.int()),
  permission: z.nullable(z.string()),
  allowedBy: z.nullable(z.string()),
  address: z.nullable(z.string()),
  operation: z.string(),
  /** what it is called, as the entry says it */
  name: z.nullable(z.string()),
  reason: z.nullable(z.string()),
  /** of work at the machine: who did it there, when, and how it ended */
  machine: z.nullable(z.object({ by: z.string(), at: z.string(), outcome: z.string() })),
  /** place by place; what is absent was or became empty */
  differences: z.array(z.object({ name: z.string(), before: z.optional(z.unknown()), after: z.optional(z.unknown()) })),
  /** there is more in it than you may see */
  hidden: z.boolean(),
  /** `open`: it can be rolled back as far as nobody has changed it since; `over`: it is too long ago */
  state: z.enum(['open', 'undone', 'over', 'none']),
});
export type ChangeView = z.infer<typeof change>;

export const listConfiguration = action({
  name: 'configuration.list',
  http: 'GET /configuration',
  access: { may: 'admin.history' },
  summary:
    'What was changed of fields, roles, rules, settings and keys, and the work of who runs the machine, newest first.',
  input: z.strictObject({
    kind: z.optional(z.enum(kinds)),
    /** who did it */
    actor: text(40),
    /** the id of a role, key or field, or the name of an object */
    about: text(60),
    from: text(40),
    to: text(40),
    cursor: text(300),
    limit: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100))),
  }),
  output: z.object({ rows: z.array(change), next: z.nullable(z.string()) }),
});
