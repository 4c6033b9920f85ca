// Describes the API as OpenAPI 3.1, from the declared actions and nothing else: what is served is described, and the other way round.
import { z } from 'zod/mini';
import { type Action, methodOf, pathOf } from '../../contract/action.ts';
import { problems } from '../../contract/problem.ts';
import type { Limits } from '../../core/limits.ts';
import { apiBase } from './bind.ts';
import { csrfHeader } from '../../contract/page-token.ts';
import { sessionCookie } from './identify.ts';

type Json = Record<string, unknown>;

function schemaOf(schema: z.ZodMiniType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
  return json;
}

interface ObjectSchema {
  readonly properties?: Record<string, Json>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
}

const problemRef = { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };

/** Parameters of path and query, and the body: the input's properties, each where it travels. */
function inputOf(action: Action): Json {
  const input = schemaOf(action.describe?.input ?? action.input, 'input') as ObjectSchema;
  const inPath = new Set([...pathOf(action).matchAll(/:(\w+)/g)].map((found) => found[1]!));
  const properties = Object.entries(input.properties ?? {});
  const required = new Set(input.required ?? []);
  const parameter = (name: string, where: 'path' | 'query', schema: Json): Json => ({
    name,
    in: where,
    required: where === 'path' || required.has(name),
    schema,
  });
  const path = [...inPath].map((name) => parameter(name, 'path', input.properties?.[name] ?? { type: 'string' }));
  const rest = properties.filter(([name]) => !inPath.has(name));
  const method = methodOf(action);
  if (method === 'GET' || method === 'DELETE' || action.transport === 'upload') {
    const parameters = [...path, ...rest.map(([name, schema]) => parameter(name, 'query', schema))];
    const upload = {
      required: true,
      content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
    };
    return { parameters, ...(action.transport === 'upload' ? { requestBody: upload } : {}) };
  }
  const { properties: _, required: __, ...others } = input;
  const needed = [...required].filter((name) => !inPath.has(name));
  const schema = {
    ...others,
    properties: Object.fromEntries(rest),
    ...(needed.length > 0 ? { required: needed } : {}),
  };
  const hasBody = rest.length > 0 || input.additionalProperties !== false;
  return {
    parameters: path,
    ...(hasBody
      ? {
          requestBody: {
            required: needed.length > 0,
            content: {
              [action.transport === 'form' ? 'application/x-www-form-urlencoded' : 'application/json']: { schema },
            },
          },
        }
      : {}),
  };
}

function outputOf(action: Action): Json {
  const type = {
    json: 'application/json',
    upload: 'application/json',
    stream: 'text/event-stream',
    download: 'application/octet-stream',
    form: 'application/json',
  };
  const schema =
    action.transport === 'download'
      ? { type: 'string', format: 'binary' }
      : schemaOf(action.describe?.output ?? action.output, 'output');
  return { description: 'Done.', content: { [type[action.transport]]: { schema } } };
}

function operationOf(action: Action): Json {
  const open = 'public' in action.access;
  return {
    operationId: action.name,
    summary: action.summary,
    tags: [action.name.slice(0, action.name.indexOf('.'))],
    ...accessOf(action),
    ...(methodOf(action) === 'GET' ? {} : { 'x-max-bytes': action.maxBytes }),
    ...(open ? { security: [] } : forPeople(action) ? { security: [{ session: [] }] } : {}),
    ...inputOf(action),
    responses: { '2XX': outputOf(action), default: { description: 'Refused; the body says why.', ...problemRef } },
  };
}

/** One's own password and sessions are not for keys, nor is the stream of a browser. */
function forPeople({ access, transport }: Action): boolean {
  return transport === 'stream' || ('signedIn' in access && access.keysToo !== true);
}

function accessOf({ access }: Action): Json {
  if ('may' in access) return { 'x-permission': access.may };
  return 'public' in access ? { 'x-public-because': access.because } : { 'x-signed-in': true };
}

/** `/contacts/:id` as `/contacts/{id}`. */
export function templateOf(action: Action): string {
  return pathOf(action).replace(/:(\w+)/g, '{$1}');
}

const problemSchema = {
  type: 'object',
  required: ['type', 'code', 'title', 'status', 'requestId'],
  properties: {
    type: { type: 'string' },
    code: { type: 'string', enum: Object.keys(problems) },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'code', 'reason'],
        properties: {
          field: { type: 'string' },
          code: { type: 'string' },
          reason: { type: 'string' },
          fits: { type: 'string' },
        },
      },
    },
    conflicts: { type: 'array', items: { type: 'object' } },
    missing: { type: 'string' },
    retryAfter: { type: 'integer' },
    requestId: { type: 'string' },
  },
};

/** `limits`: those this server runs on; they are told, so that a program can keep to them. */
export function describe(actions: readonly Action[], limits: Pick<Limits, 'requestsPerAddress'>): Json {
  const paths: Record<string, Json> = {};
  for (const action of actions) {
    const path = (paths[templateOf(action)] ??= {});
    path[methodOf(action).toLowerCase()] = operationOf(action);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Strongroom',
      version: '1',
      description: 'What a vault can be asked for. Every address belongs to one vault, the one of the host name.',
    },
    servers: [{ url: apiBase }],
    'x-requests-per-address': { ...limits.requestsPerAddress },
    security: [{ session: [] }, { key: [] }],
    paths,
    components: {
      schemas: { Problem: problemSchema },
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: sessionCookie,
          description: `For our own pages. A change also takes ${csrfHeader}, which every answer to a GET tells.`,
        },
        key: { type: 'http', scheme: 'bearer', description: 'An API key: Authorization: Bearer strk_...' },
      },
    },
  };
}
