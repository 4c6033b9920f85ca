// Schemas of an object's records, derived from its fields: what the API's description shows, and what tests hold every answer against.
import { z } from 'zod/mini';
import type { Entity } from './entity.ts';
import type { Field, FieldKind } from './field.ts';

const uuid = z.string().check(z.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/));
const decimal = z.string().check(z.regex(/^-?\d+(\.\d+)?$/));
const label = z.nullable(z.string());
const labelled = z.array(z.strictObject({ value: z.string(), label }));
const address = z.strictObject({ street: label, postalCode: label, city: label, region: label, country: label });
const money = z.strictObject({ amount: decimal, currency: z.string().check(z.regex(/^[A-Z]{3}$/)) });
const date = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/));
const instant = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/));
const refOut = z.union([
  z.strictObject({ id: uuid, title: z.string() }),
  z.strictObject({ restricted: z.literal(true) }),
]);
const link = { entity: z.string(), id: uuid, role: label };

type Schema = z.ZodMiniType;

const outSchemas: Record<FieldKind, (f: Field) => Schema> = {
  text: () => z.string(),
  longText: () => z.string(),
  url: () => z.string(),
  email: () => z.string(),
  phone: () => z.string(),
  emails: () => labelled,
  phones: () => labelled,
  address: () => address,
  number: () => decimal,
  percent: () => decimal,
  money: () => money,
  date: () => date,
  dateTime: () => instant,
  checkbox: () => z.boolean(),
  select: (f) => z.enum(f.options!.map((o) => o.key)),
  multiSelect: (f) => z.array(z.enum(f.options!.map((o) => o.key))),
  ref: () => refOut,
  links: () => z.array(z.strictObject({ ...link, title: z.string() })),
};

const inSchemas: Partial<Record<FieldKind, Schema>> = {
  ref: uuid,
  links: z.array(z.strictObject({ entity: z.optional(z.string()), id: uuid, role: z.optional(label) })),
  number: z.union([decimal, z.number()]),
  percent: z.union([decimal, z.number()]),
};

/** A record as it leaves: hidden fields absent, empty ones null, nothing else. */
export function rowSchema(e: Entity): z.ZodMiniType {
  const fields = Object.entries(e.fields).map(
    ([name, f]) => [name, z.optional(z.nullable(outSchemas[f.kind](f)))] as const,
  );
  return z.strictObject({
    id: uuid,
    version: z.nullable(z.int()),
    title: z.optional(z.nullable(z.string())),
    createdAt: z.optional(instant),
    updatedAt: z.optional(instant),
    archivedAt: z.optional(z.nullable(instant)),
    createdBy: z.optional(z.nullable(refOut)),
    updatedBy: z.optional(z.nullable(refOut)),
    ...(e.owner === 'owner' ? { owner: z.optional(z.nullable(refOut)) } : {}),
    ...Object.fromEntries(fields),
    // Beside fields that are absent because they are masked: at most a quarter of each.
    masked: z.optional(z.record(z.string(), z.string())),
  });
}

/** What a new record takes (`patch`: what a change takes, where nothing is required). */
export function inputSchema(e: Entity, patch: boolean): z.ZodMiniType {
  const fields = Object.entries(e.fields)
    .filter(([, f]) => f.computed !== true)
    .map(([name, f]) => {
      const schema = inSchemas[f.kind] ?? outSchemas[f.kind](f);
      return [name, f.required && !patch && f.default === undefined ? schema : z.optional(z.nullable(schema))] as const;
    });
  return z.strictObject({
    ...(e.owner === 'owner' ? { owner: z.optional(z.nullable(uuid)) } : {}),
    ...Object.fromEntries(fields),
  });
}

export function pageSchema(e: Entity): z.ZodMiniType {
  return z.strictObject({
    rows: z.array(rowSchema(e)),
    next: z.nullable(z.string()),
    count: z.optional(z.strictObject({ value: z.int(), kind: z.enum(['exact', 'estimate']) })),
  });
}
