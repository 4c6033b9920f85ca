// Half a session at every address there is: whatever it sends, it gets nothing and changes nothing (T14).
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { newTenant, superuserIn } from '../../../../test/harness/cluster.ts';
import { type Person, cheapIdentity, firstOwner } from '../../../../test/harness/people.ts';
import { Browser, type TestServer, serve } from '../../../../test/harness/web.ts';
import { methodOf, pathOf } from '../../../contract/action.ts';
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

before(async () => {
  vault = await newTenant('halfway');
  db = await superuserIn(vault);
  owner = await firstOwner(vault);
  server = await serve(() => [vault]);
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

/** Those that finish or end it, tried in factors.test.ts. */
const open = new Set(['session.end', 'session.factorOptions', 'session.showFactor']);

describe('half a session', () => {
  test('gets nothing from any address of the API, whatever it sends', async () => {
    const browser = await halfway();
    const state = async (): Promise<string> =>
      JSON.stringify(
        (
          await db.query(`select (select count(*) from core.session where ended_at is null) as sessions,
          (select count(*) from data."user") as users, (select count(*) from core.operation) as operations,
          (select count(*) from core.job) as jobs, (select version from core.access_version) as version`)
        ).rows,
      );
    const before = await state();
    const codes: Record<string, number> = {};
    for (const action of server.web.actions) {
      if ('public' in action.access || open.has(action.name)) continue;
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
      // What does not fit its declaration is said before anybody is looked at; nothing else may be told.
      assert.ok(['factor-needed', 'invalid-input', 'unsupported-type'].includes(code), `${action.name}: ${code}`);
      assert.equal(answer.headers['set-cookie'], undefined, action.name);
      codes[code] = (codes[code] ?? 0) + 1;
    }
    assert.ok(codes['factor-needed']! > 100, JSON.stringify(codes));
    assert.equal(await state(), before);
  });

  test('opens no stream of events', async () => {
    const answer = await (await halfway()).call('GET', '/events');
    assert.equal(answer.status, 401);
    assert.match(answer.bytes.toString('utf8'), /factor-needed/);
  });
});
