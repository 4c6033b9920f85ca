// Gives tests people: a door with the real identity desk, the first owner of a vault, members with roles, and cheap hashes.
import { newTenant, superuserIn } from './cluster.ts';
import type { PgConnection } from '../../src/core/pg.ts';
import { makeCatalog } from '../../src/core/catalog.ts';
import { Door } from '../../src/core/door.ts';
import type { Derive } from '../../src/core/derive.ts';
import type { NewSession, Porch, Visitor } from '../../src/core/identity/desk.ts';
import { makeIdentityDesk } from '../../src/core/identity/make-desk.ts';
import { makePorch } from '../../src/core/identity/porch.ts';
import { setIdentity } from '../../src/core/identity/settings.ts';
import { tokenHash } from '../../src/core/identity/tokens.ts';
import type { Actor } from '../../src/core/principal.ts';
import type { Tx } from '../../src/core/tx.ts';
import type { Vault } from '../../src/core/vault.ts';
import { entities } from '../../src/features/entities.ts';

export const catalog = makeCatalog(entities);

/** This door has no jobs and no files. */
export const door = new Door(catalog, new Map<string, Derive>(), {
  identity: makeIdentityDesk,
  jobs: () => ({}) as never,
  files: () => ({}) as never,
});

export const roleIds = {
  owner: '00000000-0000-7000-8000-000000000101',
  manager: '00000000-0000-7000-8000-000000000102',
  sales: '00000000-0000-7000-8000-000000000103',
  readOnly: '00000000-0000-7000-8000-000000000104',
} as const;

/** Hashes that cost next to nothing, and budgets no test runs into by accident. */
export function cheapIdentity(): void {
  const free = { burst: 1_000_000, perSecond: 1_000_000 };
  setIdentity({
    argon2: { memoryKiB: 64, passes: 1, lanes: 1 },
    refusedAfterMs: 0,
    waitsKnownForMs: 0,
    hashesWaiting: 100_000,
    hashesWaitingPerTenant: 100_000,
    passwordsPerAddress: free,
    linksPerAddress: free,
  });
}

let people = 0;

/** A visitor from an address of his own. */
export function visitor(more: Partial<Visitor> = {}): Visitor {
  people += 1;
  const address = `198.51.${(people >> 8) & 255}.${people & 255}`;
  return { address, userAgent: 'test', deviceToken: null, sessionToken: null, ...more };
}

export function porchOf(vault: Vault): Porch {
  return makePorch(vault, catalog);
}

export function actorOf(session: Pick<NewSession, 'token'>): Actor {
  return { kind: 'session', tokenHash: tokenHash(session.token)! };
}

/** One unit of work as an action named `test` would have it, one that may change rights. */
export function act<T>(vault: Vault, actor: Actor, work: (tx: Tx) => Promise<T>, reads = false): Promise<T> {
  const changesRights = !reads && actor.kind === 'session';
  return door.open(vault, actor, { action: 'test', reads, changesRights, requestId: null, address: null }, work);
}

export const stranger: Actor = { kind: 'stranger' };

export function tokenOf(url: string): string {
  return url.slice(url.indexOf('#') + 1);
}

export async function followLink(
  vault: Vault,
  url: string,
  choice: { password: string; name?: string; email?: string },
  who: Visitor = visitor(),
): Promise<NewSession> {
  const proof = await porchOf(vault).proveLink({ token: tokenOf(url), ...choice }, who);
  return act(vault, stranger, (tx) => tx.identity.consumeLink(proof, who));
}

export async function signIn(
  vault: Vault,
  email: string,
  password: string,
  who: Visitor = visitor(),
): Promise<NewSession> {
  const proof = await porchOf(vault).provePassword(email, password, who);
  return act(vault, stranger, (tx) => tx.identity.startSession(proof, who));
}

export interface Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly session: NewSession;
  readonly actor: Actor;
}

/** The first owner, signed in. */
export async function firstOwner(vault: Vault, email = `olli@${vault.slug}.example`): Promise<Person> {
  const link = await act(vault, { kind: 'system', name: 'host' }, (tx) => tx.identity.firstOwnerLink());
  const password = 'kolme vihreää traktoria';
  const session = await followLink(vault, link.url, { password, name: 'Olli Omistaja', email });
  return { id: session.userId, email, password, session, actor: actorOf(session) };
}

/** Somebody invited by the owner who has followed the link. */
export async function member(vault: Vault, owner: Person, name: string, roles: readonly string[]): Promise<Person> {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@${vault.slug}.example`;
  const invited = await act(vault, owner.actor, (tx) => tx.identity.invite({ name, email, roles, teams: [] }));
  const password = `viisi sinistä venettä ${people}`;
  const session = await followLink(vault, invited.link.url, { password });
  return { id: session.userId, email, password, session, actor: actorOf(session) };
}

/** A company of its own: its owner, somebody in sales, and a connection that may look at everything. */
export async function smallCompany(): Promise<{ vault: Vault; db: PgConnection; owner: Person; rep: Person }> {
  const vault = await newTenant(`acme${Math.floor(Math.random() * 1e9)}`);
  const db = await superuserIn(vault);
  const owner = await firstOwner(vault);
  return { vault, db, owner, rep: await member(vault, owner, 'Rosa Rep', [roleIds.sales]) };
}
