// The company's own security policy: written by administrators in versions, read and acknowledged by everybody before anything else can be done.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { titled } from '../../contract/titled.ts';

/** A run of text that is written alike. */
const span = z.object({
  text: z.string(),
  strong: z.boolean(),
  em: z.boolean(),
  code: z.boolean(),
  /** https, http and mailto alone */
  href: z.nullable(z.string()),
});

const block = z.object({
  kind: z.enum(['heading', 'text', 'item', 'quote', 'code', 'line']),
  /** of a heading 1 to 4; of an item how deep it lies, from 0 */
  level: z.int(),
  /** the number of an item of a numbered list */
  number: z.nullable(z.int()),
  spans: z.array(span),
});
export type Block = z.infer<typeof block>;
export type Span = z.infer<typeof span>;

/** Characters of a text at most. */
export const textMost = 30_000;

const own = z.object({
  /** null: the company has none */
  version: z.nullable(z.int()),
  changed: z.string(),
  publishedAt: z.nullable(z.string()),
  acknowledgedAt: z.nullable(z.string()),
  /** until it is acknowledged nothing else can be done */
  owed: z.boolean(),
  blocks: z.array(block),
});
export type OwnPolicyView = z.infer<typeof own>;

export const viewOwnPolicy = action({
  name: 'securityPolicy.own',
  http: 'GET /security-policy',
  access: { signedIn: true },
  at: 'agree',
  summary: 'The security policy of my company as it is in force, and whether I have acknowledged it.',
  input: z.strictObject({}),
  output: own,
});

export const acknowledgePolicy = action({
  name: 'securityPolicy.acknowledge',
  http: 'POST /security-policy/acknowledge',
  access: { signedIn: true },
  at: 'agree',
  summary: 'Acknowledge the version of the security policy that I have read.',
  input: z.strictObject({ version: z.int() }),
  output: own,
});

const text = z.string().check(z.maxLength(textMost));

export const viewPolicyVersions = action({
  name: 'securityPolicy.versions',
  http: 'GET /security-policy/versions',
  access: { may: 'admin.signin' },
  summary: 'Every version of the security policy, and how many people have acknowledged each.',
  input: z.strictObject({}),
  output: z.object({
    rows: z.array(
      z.object({
        version: z.int(),
        /** null: from here on there is none */
        text: z.nullable(z.string()),
        asks: z.boolean(),
        changed: z.string(),
        publishedAt: z.string(),
        publishedBy: titled,
        acknowledged: z.int(),
      }),
    ),
    /** people with an account */
    people: z.int(),
  }),
});
export type PolicyVersions = z.infer<typeof viewPolicyVersions.output>;

export const tryPolicyText = action({
  name: 'securityPolicy.try',
  http: 'POST /security-policy/try',
  access: { may: 'admin.signin' },
  reads: true,
  summary: 'How a text would look to those who read it; nothing is kept.',
  input: z.strictObject({ text }),
  output: z.object({ blocks: z.array(block) }),
  secret: ['text'],
});

export const publishPolicy = action({
  name: 'securityPolicy.publish',
  http: 'POST /security-policy/versions',
  access: { may: 'admin.signin' },
  security: 'signin',
  stepUp: true,
  summary:
    'Publish a version of the security policy, or withdraw it. One that asks is acknowledged by everybody before anything else, by page and by program.',
  input: z.strictObject({
    /** the newest version this one was written after; 0: there was none */
    after: z.int(),
    /** Markdown; null: from here on there is none */
    text: z.nullable(text),
    asks: z.boolean(),
    /** what is new in it, in a sentence or two */
    changed: z.string().check(z.maxLength(1000)),
  }),
  output: z.object({ version: z.int() }),
});

export const listAcknowledgements = action({
  name: 'securityPolicy.acknowledgements',
  http: 'GET /security-policy/acknowledgements',
  access: { may: 'ledger.view' },
  summary: 'Who has acknowledged which version of the security policy when, and who has still to.',
  input: z.strictObject({}),
  output: z.object({
    rows: z.array(
      z.object({
        person: titled,
        email: z.nullable(z.string()),
        active: z.boolean(),
        version: z.nullable(z.int()),
        at: z.nullable(z.string()),
        owed: z.boolean(),
      }),
    ),
  }),
});
export type AcknowledgementRow = z.infer<typeof listAcknowledgements.output>['rows'][number];

export const acknowledgementsFile = action({
  name: 'securityPolicy.acknowledgementsFile',
  http: 'GET /security-policy/acknowledgements.csv',
  access: { may: 'ledger.view' },
  transport: 'download',
  summary: 'The same as a file of comma-separated text.',
  input: z.strictObject({}),
  output: z.null(),
});
