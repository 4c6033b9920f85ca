// Who may come by a set of rules: what adds up, what narrows, what forbids; before and after anybody says who he is; and when a set locks people out.
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { countryMap } from '../../../test/harness/country-map.ts';
import type { NetworkRule } from '../../contract/network.ts';
import { countryOf, setCountryMap } from './countries.ts';
import { lockOutOf, tryOn } from './lock-out.ts';
import type { Traffic } from './people.ts';
import { NetworkRules, noNetwork } from './rules.ts';
import { type Comer, makeReady, verdictFor, verdictForStranger } from './verdict.ts';

let made = 0;
function rule(change: Partial<NetworkRule>): NetworkRule {
  made += 1;
  return {
    id: String(made),
    name: `Rule ${made}`,
    effect: 'allow',
    addresses: [],
    countries: [],
    who: 'everyone',
    named: [],
    from: null,
    to: null,
    report: false,
    ...change,
  };
}

const office = '192.0.2.7';
const home = '198.51.100.7';
const shop = '203.0.113.9';
const rep: Comer = { type: 'normal', roles: ['sales'], person: 'rep' };
const boss: Comer = { type: 'administrator', roles: ['owner'], person: 'boss' };
const key: Comer = { type: 'api', roles: ['sales'], person: 'rep' };

const may = (rules: readonly NetworkRule[], comer: Comer, address: string): boolean =>
  verdictFor(rules.map(makeReady), comer, address).allowed;
const enters = (rules: readonly NetworkRule[], address: string): boolean =>
  verdictForStranger(rules.map(makeReady), address).allowed;

describe('who may come', () => {
  test('without a rule anybody may, and rules about others bind nobody', () => {
    assert.ok(may([], rep, home));
    assert.ok(may([rule({ who: 'roles', named: ['auditor'], addresses: [office] })], rep, home));
  });

  test('rules that let in add up: everyone from the office, keys from the shop too', () => {
    const set = [
      rule({ addresses: [office] }),
      rule({ who: 'types', named: ['api'], addresses: [shop] }),
      rule({ who: 'people', named: ['boss'], addresses: [home] }),
    ];
    const expected: [Comer, string, boolean][] = [
      [rep, office, true],
      [rep, shop, false],
      [rep, home, false],
      [key, shop, true],
      [key, office, true],
      [key, home, false],
      [boss, home, true],
    ];
    for (const [comer, address, allowed] of expected)
      assert.equal(may(set, comer, address), allowed, `${comer.type} ${address}`);
  });

  test('a list of one’s own narrows further and never widens', () => {
    const set = [
      rule({ addresses: ['192.0.2.0/24'] }),
      rule({ effect: 'only', who: 'people', named: ['rep'], addresses: [office, home] }),
    ];
    assert.ok(may(set, rep, office));
    assert.ok(!may(set, rep, '192.0.2.8'), 'in the list of all, not in his own');
    assert.ok(!may(set, rep, home), 'in his own, not in that of all');
    assert.ok(may(set, boss, '192.0.2.8'));
    assert.ok(!may(set, key, '192.0.2.8'), 'his keys are bound with him');
  });

  test('what forbids comes before everything, and of IPv6 takes the whole /64', () => {
    const set = [
      rule({ addresses: ['192.0.2.0/24', '2001:db8::/32'] }),
      rule({ effect: 'deny', addresses: [office, '2001:db8:1:2::5'] }),
    ];
    assert.ok(!may(set, boss, office));
    assert.ok(may(set, boss, '192.0.2.8'));
    assert.ok(!may(set, boss, '2001:db8:1:2:ffff::9'), 'hopping through the /64');
    assert.ok(may(set, boss, '2001:db8:1:3::5'));
  });

  test('each kind of user is met by rules of its kind alone', () => {
    for (const type of ['normal', 'administrator', 'api'] as const) {
      const set = [rule({ who: 'types', named: [type], effect: 'deny', addresses: [office] })];
      for (const comer of [rep, boss, key])
        assert.equal(may(set, comer, office), comer.type !== type, `${type} ${comer.type}`);
    }
  });
});

describe('before anybody says who he is', () => {
  test('turned away is only whoever would be in any case', () => {
    assert.ok(enters([], home));
    assert.ok(!enters([rule({ effect: 'deny', addresses: [home] })], home));
    assert.ok(enters([rule({ effect: 'deny', who: 'roles', named: ['sales'], addresses: [home] })], home));
    const set = [rule({ addresses: [office] }), rule({ who: 'people', named: ['boss'], addresses: [home] })];
    assert.ok(enters(set, home), 'it may be the boss');
    assert.ok(!enters(set, shop));
    assert.ok(
      enters([rule({ who: 'types', named: ['administrator'], addresses: [office] })], shop),
      'others may come from anywhere',
    );
    assert.ok(!enters([rule({ effect: 'only', addresses: [office] })], shop));
  });

  test('nobody who may come is turned away at the door: every pair of rules, comer and address', () => {
    const effects = ['allow', 'only', 'deny'] as const;
    const audiences: Partial<NetworkRule>[] = [
      {},
      { who: 'types', named: ['api'] },
      { who: 'roles', named: ['sales'] },
      { who: 'people', named: ['boss'] },
    ];
    const one = effects.flatMap((effect) =>
      audiences.flatMap((who) => [office, home].map((address) => rule({ ...who, effect, addresses: [address] }))),
    );
    let tried = 0;
    for (const a of one)
      for (const b of one)
        for (const address of [office, home, shop])
          for (const comer of [rep, boss, key]) {
            tried += 1;
            if (may([a, b], comer, address)) assert.ok(enters([a, b], address), JSON.stringify([a, b, comer, address]));
          }
    assert.equal(tried, 24 * 24 * 9);
  });
});

describe('in time', () => {
  const at = (iso: string): Date => new Date(iso);
  const strict = (rules: NetworkRules, iso: string): number => rules.actingAt(at(iso)).strict.length;

  test('a rule acts from the beginning of its first day to the end of its last, where the company is', () => {
    const rules = new NetworkRules(
      { ...noNetwork, rules: [rule({ addresses: [office], from: '2026-12-01', to: '2026-12-05' })] },
      'Europe/Helsinki',
    );
    assert.equal(strict(rules, '2026-11-30T21:59:59Z'), 0);
    assert.equal(strict(rules, '2026-11-30T22:00:00Z'), 1);
    assert.equal(strict(rules, '2026-12-05T21:59:59Z'), 1);
    assert.equal(strict(rules, '2026-12-05T22:00:00Z'), 0);
    assert.equal(strict(rules, '2026-12-01T00:00:00Z'), 1, 'a clock that goes back is believed');
  });

  test('a trial acts in place of the rules until its time, and is over then without anybody doing anything', () => {
    const trial = {
      rules: [rule({ addresses: [home] }), rule({ addresses: [office] })],
      redirect: null,
      startedAt: '2026-11-30T10:00:00Z',
      until: '2026-11-30T10:10:00Z',
      by: 'boss',
    };
    const rules = new NetworkRules({ ...noNetwork, rules: [rule({ addresses: [office] })], trial }, 'UTC');
    assert.equal(strict(rules, '2026-11-30T10:09:59Z'), 2);
    assert.equal(strict(rules, '2026-11-30T10:10:00Z'), 1);
    const off = new NetworkRules({ ...rules.stored, offAt: '2026-11-30T09:00:00Z' }, 'UTC');
    assert.equal(strict(off, '2026-11-30T10:05:00Z'), 0, 'switched off is off');
  });

  test('rules that only report refuse nobody, and are kept apart', () => {
    const rules = new NetworkRules({ ...noNetwork, rules: [rule({ addresses: [office], report: true })] }, 'UTC');
    const acting = rules.actingAt(at('2026-11-30T10:00:00Z'));
    assert.deepEqual([acting.strict.length, acting.reporting?.length], [0, 1]);
  });
});

describe('a set that locks people out', () => {
  const traffic: Traffic = {
    names: new Map([
      ['boss', 'Boss'],
      ['second', 'Second'],
      ['rep', 'Rep'],
    ]),
    comers: new Map([
      ['boss', boss],
      ['second', { ...boss, person: 'second' }],
      ['rep', rep],
    ]),
    administrators: ['boss', 'second'],
    signIns: [
      { person: 'boss', address: office, count: 4 },
      { person: 'second', address: home, count: 2 },
      { person: 'rep', address: shop, count: 10 },
    ],
    sessions: [{ id: 's', person: 'rep', address: shop }],
    keys: [{ id: 'k', title: 'Webshop', owner: 'rep', address: shop }],
  };
  const known = (address: string | null = office) => ({
    traffic,
    asker: { id: 'boss', comer: boss, address },
    at: new Date('2026-11-30T10:00:00Z'),
    timeZone: 'UTC',
  });

  test('its author, or every administrator, is found; one of several is not enough', () => {
    assert.equal(lockOutOf([rule({ addresses: [office] })], known()), null);
    const mine = lockOutOf([rule({ addresses: [home] })], known());
    assert.deepEqual([mine?.you, mine?.out, mine?.administrators, mine?.addresses], [true, 1, 2, [office]]);
    const all = lockOutOf([rule({ addresses: ['10.0.0.0/8'] })], known(null));
    assert.deepEqual([all?.you, all?.out, all?.addresses], [false, 2, [office, home]]);
    assert.equal(lockOutOf([rule({ addresses: ['10.0.0.0/8'], report: true })], known()), null);
  });

  test('also when it would do so only later, when a rule begins or has ended', () => {
    const later = lockOutOf([rule({ effect: 'deny', addresses: [office], from: '2026-12-24' })], known());
    assert.equal(later?.at, '2026-12-24T00:00:00.000Z');
    const ends = lockOutOf([rule({ addresses: [home] }), rule({ addresses: [office], to: '2026-12-24' })], known());
    assert.equal(ends?.at, '2026-12-25T00:00:00.000Z');
  });

  test('what it would have done in 30 days: sign-ins, open sessions and keys', () => {
    const run = tryOn([rule({ addresses: [office, home] })], known());
    assert.deepEqual(
      [run.signIns, run.signInsRefused, run.people, run.sessionsRefused, run.keysRefused, run.ownSessionRefused],
      [16, 10, [{ id: 'rep', title: 'Rep' }], 1, [{ id: 'k', title: 'Webshop' }], false],
    );
  });
});

describe('countries', () => {
  afterEach(() => setCountryMap(undefined));

  test('are those of the map, and without one nobody is anywhere', () => {
    const set = [rule({ countries: ['FI'] })];
    assert.ok(!may(set, rep, office), 'no map: nobody is known to be there');
    setCountryMap(
      countryMap([
        ['192.0.2.0/24', 'FI'],
        ['2001:db8::/32', 'SE'],
      ]),
    );
    assert.deepEqual([countryOf(office), countryOf('2001:db8::1'), countryOf(home)], ['FI', 'SE', null]);
    assert.ok(may(set, rep, office));
    assert.ok(!may(set, rep, '2001:db8::1'));
    assert.ok(!may(set, rep, home));
    assert.ok(!may([rule({ effect: 'deny', countries: ['SE'] })], rep, '2001:db8::1'));
  });
});
