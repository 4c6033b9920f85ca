// The record actions of the tenant's own objects: the same handlers as for the built-in ones, under one address with the object's name in it.
import { z } from 'zod/mini';
import type { Entity } from '../../contract/entity.ts';
import { Problem } from '../../contract/problem.ts';
import { ownEntity } from '../../core/catalog.ts';
import type { Handler, Secured } from '../../core/feature.ts';
import { parseInput } from '../../core/perform.ts';
import type { Tx } from '../../core/tx.ts';

const template = ownEntity({ name: 'own_000000000000', label: 'Record', labelPlural: 'Records', help: '' });
const anyObject = z.looseObject({ object: z.string() });

/** The engine asks for the right on the object itself, so the action only asks that somebody is signed in. */
export function ownHandlers(handlersOf: (e: Entity) => Handler[]): Handler[] {
  const made = new WeakMap<Entity, ReadonlyMap<string, Handler>>();
  const of = (e: Entity): ReadonlyMap<string, Handler> => {
    let mine = made.get(e);
    if (mine === undefined) made.set(e, (mine = new Map(handlersOf(e).map((h) => [verbOf(h), h]))));
    return mine;
  };
  return handlersOf(template).map((h): Handler => ({
    ...h,
    action: {
      ...h.action,
      name: `own.${verbOf(h)}`,
      http: h.action.http.replace(`/${template.path}`, '/objects/:object') as typeof h.action.http,
      access: { may: 'self.use' },
      input: anyObject,
    },
    ...(h.secured === undefined ? {} : { secured: securedBy(h, of) }),
    run: async (tx: Tx, given: never, call) => {
      const { handler, input } = told(tx, given, h, of);
      return await handler.run(tx, input, call);
    },
  }));
}

type HandlersOf = (e: Entity) => ReadonlyMap<string, Handler>;

/** The handler of the object that is named, and what is left for it. */
function told(tx: Tx, given: never, h: Handler, of: HandlersOf): { handler: Handler; input: never } {
  const { object, ...rest } = given as { object: string };
  const e = tx.catalog.find(object);
  if (e.own !== true) throw new Problem('not-found');
  const handler = of(e).get(verbOf(h))!;
  return { handler, input: parseInput(handler.action, rest) as never };
}

/** What an approver reads is said of the object that is named. */
function securedBy(h: Handler, of: HandlersOf): Secured<never> {
  return {
    summary: (tx, given) => {
      const { handler, input } = told(tx, given, h, of);
      return handler.secured!.summary(tx, input);
    },
    basis: async (tx, given) => {
      const { handler, input } = told(tx, given, h, of);
      return await handler.secured!.basis?.(tx, input);
    },
  };
}

function verbOf(h: Handler): string {
  return h.action.name.slice(h.action.name.lastIndexOf('.') + 1);
}
