// Half a session at every address there is: whatever it sends, it gets nothing and changes nothing (T14).
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { newTenant, superuserIn } from '../../../../test/harness/cluster.ts';
import { type Person, cheapIdentity, firstOwner } from '../../../../test/harness/people.ts';
import { Browser, type TestServer, serve } from '../../../../test/harness/web.ts';
import { type Action, methodOf, pathOf } from '../../../contract/action.ts';
import { sessionCookie } from '../../../edge/http/identify.ts';
import { newId, newToken } from '../../ids.ts';
import type { PgConnection } from '../../pg.ts';
import type { Vault } from '../../vault.ts';
import { tokenHash } from '../tokens.ts';

cheapIdentity();

let vault: Vault;
let db: PgConnection;
let owner: Person;
let server: TestServer;
const vaults: Vault[] = [];

before(async () => {
  vault = await newTenant('halfway');
  db = await superuserIn(vault);
  owner = await firstOwner(vault);
  vaults.push(vault);
  server = await serve(() => vaults);
});

async function halfway(): Promise<Browser> {
  const token = newToken();
  await db.query(
    `insert into core.session (id, token_hash, user_id, created_at, last_seen_at, idle, expires_at, level)
     values ($1, $2, $3, now(), now(), '10 minutes', now() + interval '10 minutes', 'half')`,
    [newId(), tokenHash(token), owner.id],
  );
  const browser = new Browser(server, vault);
  browser.cookies.set(sessionCookie, token);
  return browser;
}

/** Everything of the vault that must not change. */
async function state(of: PgConnection): Promise<string> {
  const { rows } = await of.query(`select (select count(*) from core.session where ended_at is null) as sessions,
    (select count(*) from data."user") as users, (select count(*) from core.operation) as operations,
    (select count(*) from core.job) as jobs, (select version from core.access_version) as version`);
  return JSON.stringify(rows);
}

/** Asks at every address but those that are open to it; answers how often which refusal came. */
async function tryAll(browser: Browser, isOpen: (action: Action) => boolean): Promise<Record<string, number>> {
  const codes: Record<string, number> = {};
  for (const action of server.web.actions) {
    if ('public' in action.access || isOpen(action)) continue;
    const path = pathOf(action).replaceAll(/:\w+/g, newId());
    const method = methodOf(action);
    const upload = action.transport === 'upload';
    const answer = upload
      ? await browser.call(method, `${path}?name=a.csv&entity=company`, 'name\nx\n', {
          'Content-Type': 'application/octet-stream',
        })
      : await browser.call(method, path, method === 'GET' || method === 'DELETE' ? undefined : {});
    const text = answer.bytes.toString('utf8');
    assert.ok(
      answer.status >= 400 && answer.status < 500,
      `${action.name} answers ${answer.status}: ${text.slice(0, 200)}`,
    );
    const { code } = JSON.parse(text) as { code: string };
    assert.equal(answer.headers['set-cookie'], undefined, action.name);
    // What does not fit its declaration is said before anybody is looked at.
    if (['invalid-input', 'unsupported-type'].includes(code)) continue;
    codes[code] = (codes[code] ?? 0) + 1;
  }
  return codes;
}

/** Those that finish or end it, tried in factors.test.ts. */
const open = new Set(['session.end', 'session.factorOptions', 'session.showFactor']);

describe('half a session', () => {
  test('gets nothing from any address of the API, whatever it sends', async () => {
    const browser = await halfway();
    const before = await state(db);
    const codes = await tryAll(browser, (action) => open.has(action.name));
    assert.deepEqual(Object.keys(codes), ['factor-needed']);
    assert.ok(codes['factor-needed']! > 100, JSON.stringify(codes));
    assert.equal(await state(db), before);
  });

  test('opens no stream of events', async () => {
    const answer = await (await halfway()).call('GET', '/events');
    assert.equal(answer.status, 401);
    assert.match(answer.bytes.toString('utf8'), /factor-needed/);
  });
});

describe('whoever has not acknowledged the security policy', () => {
  test('gets nothing from any address of the API but what leads to it, and no stream of events', async () => {
    const other = await newTenant('unread');
    const its = await superuserIn(other);
    const person = await firstOwner(other);
    vaults.push(other);
    await its.query(
      `insert into core.security_policy (version, text, asks, changed, published_at, published_by) values (1, 'Ours', true, '', now(), $1)`,
      [person.id],
    );
    const browser = new Browser(server, other);
    browser.cookies.set(sessionCookie, person.session.token);
    const before = await state(its);
    // What is open before a second factor is set up leads out or to it, and is tried there.
    const codes = await tryAll(browser, (action) => action.at !== undefined);
    assert.deepEqual(Object.keys(codes), ['policy-owed']);
    assert.ok(codes['policy-owed']! > 100, JSON.stringify(codes));
    assert.equal(await state(its), before);
    const stream = await browser.call('GET', '/events');
    assert.deepEqual([stream.status, stream.body.code], [403, 'policy-owed']);
    const opened = server.web.actions.filter((action) => action.at !== undefined && action.at !== 'half');
    assert.deepEqual(
      opened
        .map((action) => action.name)
        .filter((name) => !/^(factor|me|session|securityPolicy|loss|password)\./.test(name)),
      [],
      'nothing else is open so early',
    );
  });
});
