// Reads the OpenAPI document into the actions a person may run. The document is the only source: what it does not hold is not shown. Pure.

/** As much of JSON Schema as the document uses. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly (string | number | boolean | null)[];
  readonly const?: string | number | boolean | null;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly description?: string;
}

interface Media {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags?: readonly string[];
  readonly 'x-permission'?: string;
  readonly 'x-public-because'?: string;
  readonly 'x-max-bytes'?: number;
  readonly parameters?: readonly { name: string; in: 'path' | 'query'; required: boolean; schema: Schema }[];
  readonly requestBody?: Media & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, Media>>;
}

export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

export interface ApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly servers: readonly { readonly url: string }[];
  /** so many at once from one address, then so many a second */
  readonly 'x-requests-per-address'?: Rate;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly securitySchemes?: Readonly<Record<string, { type: string; scheme?: string }>> };
}

export interface ApiField {
  readonly name: string;
  readonly where: 'path' | 'query' | 'body';
  readonly required: boolean;
  readonly schema: Schema;
}

/** How the body goes in, and how the answer comes out. */
export type Way = 'json' | 'file' | 'stream';

export interface ApiAction {
  readonly name: string;
  readonly area: string;
  readonly method: string;
  /** with {id} in it, without the base */
  readonly path: string;
  readonly summary: string;
  readonly permission: string | null;
  readonly publicBecause: string | null;
  /** of what is sent; null: nothing is */
  readonly maxBytes: number | null;
  readonly fields: readonly ApiField[];
  /** the whole body; null: it takes none */
  readonly body: Schema | null;
  readonly bodyNeeded: boolean;
  readonly takes: Way;
  readonly answers: Way;
  readonly answer: Schema | null;
}

const methods = ['get', 'post', 'patch', 'put', 'delete'];

/** All actions of the document, as they stand in it. */
export function actionsOf(doc: ApiDocument): ApiAction[] {
  return Object.entries(doc.paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod)
      .filter(([method]) => methods.includes(method))
      .map(([method, op]) => readAction(path, method.toUpperCase(), op)),
  );
}

function readAction(path: string, method: string, op: Operation): ApiAction {
  const sent = op.requestBody?.content ?? {};
  const body = sent['application/json']?.schema ?? null;
  const back = op.responses['2XX']?.content ?? {};
  const needed = new Set(body?.required ?? []);
  return {
    name: op.operationId,
    area: op.tags?.[0] ?? op.operationId.split('.')[0] ?? '',
    method,
    path,
    summary: op.summary,
    permission: op['x-permission'] ?? null,
    publicBecause: op['x-public-because'] ?? null,
    maxBytes: op['x-max-bytes'] ?? null,
    fields: [
      ...(op.parameters ?? []).map((p): ApiField => ({
        name: p.name,
        where: p.in,
        required: p.required,
        schema: p.schema,
      })),
      ...Object.entries(body?.properties ?? {}).map(([name, schema]): ApiField => ({
        name,
        where: 'body',
        required: needed.has(name),
        schema,
      })),
    ],
    body,
    bodyNeeded: op.requestBody?.required === true,
    takes: 'application/octet-stream' in sent ? 'file' : 'json',
    answers: 'text/event-stream' in back ? 'stream' : 'application/octet-stream' in back ? 'file' : 'json',
    answer: back['application/json']?.schema ?? null,
  };
}

/** Those one may run: open ones, those for everybody signed in, and those whose right one holds. */
export function runnable(actions: readonly ApiAction[], permissions: readonly string[]): ApiAction[] {
  const held = new Set(permissions);
  return actions.filter((a) => a.permission === null || held.has(a.permission));
}

/** Every word must be found in the name, the address or the sentence. */
export function findActions(actions: readonly ApiAction[], typed: string): ApiAction[] {
  const words = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return actions.filter((a) => {
    const text = `${a.name} ${a.method} ${a.path} ${a.summary}`.toLocaleLowerCase();
    return words.every((w) => text.includes(w));
  });
}

export function changes(action: ApiAction): boolean {
  return action.method !== 'GET';
}

/** Does the document say that a key may be sent instead of a session? */
export function takesKeys(doc: ApiDocument): boolean {
  return Object.values(doc.components?.securitySchemes ?? {}).some((s) => s.type === 'http' && s.scheme === 'bearer');
}
