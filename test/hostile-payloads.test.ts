// Lists of attacks other people collected, through every parameter of every route that is served: refused or harmless, never an error of
// ours, never given back as anything a browser would run.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { Action } from '../src/contract/action.ts';
import type { Entity } from '../src/contract/entity.ts';
import { setIdentity, usualIdentity } from '../src/core/identity/settings.ts';
import { sessionCookie } from '../src/edge/http/identify.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { cheapIdentity } from './harness/people.ts';
import { type Answer, type TestServer, send, serve } from './harness/web.ts';
import { sampleOfAction } from './samples/actions.ts';
import { counts } from './samples/counts.ts';
import { type Holder, type Site, makeRole, makeUser, openSession } from './samples/people.ts';
import { addOwnObject, recordActionOf, recordCall } from './samples/record-actions.ts';
import { plant, plantNeeds, sampleOf } from './samples/records.ts';
import { type Request, requestOf } from './samples/requests.ts';

const data = new URL('../../shared/data/', import.meta.url);
const absent = existsSync(data) ? false : 'the lists of attacks are not there';

function payloads(): string[] {
  const attack = new URL('security/fuzzdb/attack/', data);
  const lists = readdirSync(attack, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.txt') && !name.includes('_copyright'))
    .flatMap((name) => readFileSync(new URL(name, attack), 'latin1').split(/\r?\n/));
  const naughty = JSON.parse(readFileSync(new URL('security/blns/blns.json', data), 'utf8')) as string[];
  return [...new Set([...lists, ...naughty])].filter((line) => line !== '');
}

/** The names of everything an action takes, from its own declaration. */
function parametersOf(action: Action): string[] {
  const { shape } = action.input as unknown as { shape?: Readonly<Record<string, unknown>> };
  const inPath = [...action.http.matchAll(/:(\w+)/g)].map((m) => m[1]!);
  return [...new Set([...inPath, ...Object.keys(shape ?? {})])];
}

describe('attacks from lists', { skip: absent }, () => {
  let acme: Site;
  let me: Holder;
  let server: TestServer;
  let machine: Entity;
  let serial = 0;

  before(async () => {
    cheapIdentity();
    const vault = await newTenant('acme');
    acme = { vault, db: await superuserIn(vault) };
    await makeUser(acme.db, ['00000000-0000-7000-8000-000000000101'], []);
    me = await signIn();
    machine = await addOwnObject(acme, me.actor);
    server = await serve(() => [vault]);
  });
  after(() => setIdentity(usualIdentity));

  async function signIn(): Promise<Holder> {
    return openSession(acme.db, await makeUser(acme.db, [await makeRole(acme.db, { everything: true })], []));
  }

  function ask(request: Request, token: string): Promise<Answer> {
    const headers: [string, string][] = Object.entries({
      Host: acme.vault.hostname,
      ...(request.method === 'GET' ? {} : { Origin: acme.vault.origin }),
      ...(request.type === undefined ? {} : { 'Content-Type': request.type }),
      Cookie: `${sessionCookie}=${token}`,
    });
    const { method, target, body } = request;
    return send(server.port, { method, target, headers, ...(body === undefined ? {} : { body }) });
  }

  /** What the action is usually sent; a session that may end by it is one of its own. */
  async function usual(action: Action): Promise<{ input: Record<string, unknown>; who: Holder }> {
    const of = recordActionOf(action.name);
    if (of !== undefined) {
      const e = of.e ?? machine;
      const tag = `P${(serial += 1)}x`;
      const id = of.verb === 'create' ? '' : await plant(acme.vault, acme.db, e, sampleOf(e).values(tag));
      const { input } = recordCall(e, of.verb, id, `${tag}n`);
      await plantNeeds(acme.vault, acme.db, e, input);
      return { input: { ...input }, who: me };
    }
    const who = await signIn();
    const sample = sampleOfAction(action.name);
    const id = (await sample.make?.(acme, who)) ?? '';
    return { input: { ...(await sample.input?.(acme, who, id)) }, who };
  }

  test('find every parameter of every served route closed: no error of ours, nothing a browser would run, no prototype touched', async () => {
    const known = Object.getOwnPropertyNames(Object.prototype).sort();
    const actions = server.web.actions.filter((a) => a.transport !== 'stream');
    const lists = payloads();
    assert.ok(lists.length > 1000, `only ${lists.length} attacks`);
    const spots: { action: Action; name: string }[] = [];
    for (const action of actions) {
      const { input } = await usual(action);
      const names = new Set([...parametersOf(action), ...Object.keys(input)]);
      for (const name of names) spots.push({ action, name });
    }
    assert.ok(spots.length > 600, `only ${spots.length} parameters of ${actions.length} routes`);
    let refused = 0;
    let next = 0;
    const attack = async (payload: string, nested: boolean): Promise<void> => {
      // One parameter after the other, so that none is left out; which attack it meets is drawn.
      const { action, name } = spots[next++ % spots.length]!;
      const { input, who } = await usual(action);
      const value = nested ? { [payload.slice(0, 60)]: payload } : payload;
      const answer = await ask(requestOf(action, { ...input, [name]: value }), who.token);
      const told = `${action.name}, ${name}: ${JSON.stringify(payload.slice(0, 80))} gave ${answer.status}`;
      assert.ok(answer.status < 500, `${told} ${answer.text.slice(0, 300)}`);
      if (answer.status >= 400) refused += 1;
      if (answer.status === 431 || answer.status === 204 || answer.bytes.length === 0) return;
      const type = String(answer.headers['content-type']);
      const file = (answer.headers['content-disposition'] ?? '').startsWith('attachment');
      assert.ok(/^application\/(problem\+)?json/.test(type) || file, `${told} as ${type}`);
      assert.equal(answer.headers['x-content-type-options'], 'nosniff', told);
    };
    const runs = counts('attacks from lists', { sample: Math.min(spots.length, 900), full: 20_000 });
    const property = fc.asyncProperty(fc.constantFrom(...lists), fc.nat(9), (payload, n) => attack(payload, n === 0));
    await fc.assert(property, { ...runs, endOnFailure: true });
    assert.ok(refused > runs.numRuns / 5, `only ${refused} of ${runs.numRuns} refused`);
    assert.deepEqual(Object.getOwnPropertyNames(Object.prototype).sort(), known);
    assert.deepEqual(Object.keys(Object.prototype), []);
    const alive = await ask(
      requestOf(
        actions.find((a) => a.name === 'company.list')!,
        {},
      ),
      me.token,
    );
    assert.equal(alive.status, 200);
  });
});
