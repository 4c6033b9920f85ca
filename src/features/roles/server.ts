// Roles: each line a call of the desk of roles or of tests; the words an approver reads are made here.
import { Readable } from 'node:stream';
import { areas, sentenceOfTotals, totalsRight, usual, verbsOf } from '../../contract/permission.ts';
import { now } from '../../core/clock.ts';
import { scopeRule } from '../../core/access/scopes.ts';
import type { FullRole } from '../../core/access/roles-desk.ts';
import { sentence } from '../../core/access/access-tests.ts';
import { type Feature, on, onSecured } from '../../core/feature.ts';
import { exportFormats, scopeWords } from '../../core/principal.ts';
import type { Tx } from '../../core/tx.ts';
import {
  type Catalogue,
  type Role,
  addTest,
  createRole,
  downloadRoles,
  editRole,
  listFullRoles,
  listTests,
  removeRole,
  removeTest,
  tryRule,
  viewRole,
  whatIfRole,
} from './contract.ts';
import { namedObjects, namedTotals, rightNames } from '../../contract/right-names.ts';
import { describeGrants } from '../../contract/role-differences.ts';
import { matrixCsv } from './matrix-file.ts';

const out = (role: FullRole): Role => ({ ...role, grants: { ...role.grants }, holders: [...role.holders] });

function catalogueOf(tx: Tx): Catalogue {
  return {
    objects: tx.catalog.entities.map((e) => ({
      name: e.name,
      label: e.labelPlural,
      setting: e.setting,
      verbs: [...verbsOf(e)],
      scopes: scopeWords.filter((word) => word === 'none' || scopeRule(e, word).op !== 'none'),
      fields: Object.entries(e.fields).map(([name, f]) => ({ name, label: f.label })),
      types:
        e.name === 'activity' ? (e.fields['type']?.options ?? []).map((o) => ({ name: o.key, label: o.label })) : [],
    })),
    formats: [...exportFormats],
    areas: [
      ...Object.entries(areas).map(([name, sentence]) => ({ name, sentence, usual: Object.hasOwn(usual, name) })),
      ...tx.catalog.totals
        .filter((x) => x.live)
        .map((x) => ({
          name: totalsRight(x.id),
          sentence: sentenceOfTotals(x.name, tx.catalog.lookup(x.entity)?.labelPlural),
          usual: false,
        })),
    ],
    totals: namedTotals(tx.catalog.totals),
  };
}

const namesIn = (tx: Tx) => rightNames(namedObjects(tx.catalog.entities), namedTotals(tx.catalog.totals));

/** A role's name and version, and who holds it: what a change of it is made against. */
const state = ({ name, help, grants, version, holders }: FullRole) => ({ name, help, grants, version, holders });

function given<T extends object>(input: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as never;
}

/** The same value without its marks of read-only, which schemas do not have. */
const plain = (value: unknown): never => value as never;

export const roles: Feature = {
  name: 'roles',
  handlers: [
    on(listFullRoles, async (tx) => ({ roles: (await tx.roles.list()).map(out), catalogue: catalogueOf(tx) })),
    on(viewRole, async (tx, { id }) => out(await tx.roles.view(id))),
    onSecured(
      createRole,
      {
        summary: async (tx, { name, grants }) => `Make the role “${name}”: ${describeGrants({}, grants, namesIn(tx))}`,
      },
      async (tx, { help = '', ...wish }, call) => {
        call.answer.status = 201;
        return out(await tx.roles.create({ ...wish, help }, call.reason ?? null));
      },
    ),
    onSecured(
      editRole,
      {
        summary: async (tx, { id, name, grants }) => {
          const role = await tx.roles.view(id);
          const renamed = name === undefined || name === role.name ? '' : ` It is then called “${name}”.`;
          const changed = grants === undefined ? '' : ` ${describeGrants(role.grants, grants, namesIn(tx))}`;
          return `Change the role “${role.name}”, which ${role.holders.length} people hold.${renamed}${changed}`;
        },
        basis: async (tx, { id }) => state(await tx.roles.view(id)),
      },
      async (tx, { id, version, ...wish }, call) =>
        out(await tx.roles.edit(id, version, given(wish), call.reason ?? null)),
    ),
    onSecured(
      removeRole,
      {
        summary: async (tx, { id }) => `Remove the role “${(await tx.roles.view(id)).name}”.`,
        basis: async (tx, { id }) => state(await tx.roles.view(id)),
      },
      async (tx, { id }, call) => {
        await tx.roles.remove(id, call.reason ?? null);
        return {};
      },
    ),
    on(whatIfRole, async (tx, { id, grants }) => plain(await tx.roles.whatIf(id, grants))),
    on(tryRule, async (tx, { object, rule, within, role }) =>
      plain(await tx.roles.tryRule(given({ object, rule, within, role }))),
    ),
    on(downloadRoles, async (tx, _, call) => {
      const bytes = Buffer.from(matrixCsv(catalogueOf(tx), await tx.roles.list()), 'utf8');
      const day = now().toISOString().slice(0, 10);
      call.answer.file = { stream: Readable.from([bytes]), name: `roles-${day}.csv`, type: 'text/csv; charset=utf-8' };
      return {};
    }),
    on(listTests, async (tx) => plain({ rows: await tx.accessTests.list() })),
    on(addTest, async (tx, wish) => plain(await tx.accessTests.add(plain(given(wish))))),
    onSecured(
      removeTest,
      {
        summary: async (tx, { id }) => {
          const found = (await tx.accessTests.list()).find((one) => one.id === id);
          return `Remove the saved test of access${found === undefined ? '.' : `: ${sentence(found)}`} Changes of roles are not held against it any more.`;
        },
      },
      async (tx, { id }) => {
        await tx.accessTests.remove(id);
        return {};
      },
    ),
  ],
};
