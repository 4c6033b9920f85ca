// Addresses in one normal form, and whom a list of proxies is believed about (T17).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TrustedProxies, bucketOf, clientAddress, normalAddress, normalRange } from './address.ts';

test('an address has one normal form', () => {
  const cases: [string, string | undefined][] = [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:c000:0207', '192.0.2.7'],
    ['0:0:0:0:0:ffff:192.0.2.7', '192.0.2.7'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::1', '::1'],
    ['127.1', undefined],
    ['0x7f.0.0.1', undefined],
    ['2130706433', undefined],
    ['192.0.2.07', undefined],
    ['192.0.2.256', undefined],
    ['evil.example', undefined],
    ['', undefined],
  ];
  for (const [given, normal] of cases) assert.equal(normalAddress(given), normal, given);
});

test('hopping through an IPv6 /64 stays in one bucket; another /64 and every IPv4 address has its own', () => {
  const hops = ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:db8:1:2:a:b:c:d'].map(bucketOf);
  assert.equal(new Set(hops).size, 1);
  assert.equal(hops[0], '2001:db8:1:2::/64');
  assert.notEqual(bucketOf('2001:db8:1:3::1'), hops[0]);
  assert.equal(bucketOf('::1'), '0:0:0:0::/64');
  assert.notEqual(bucketOf('192.0.2.1'), bucketOf('192.0.2.2'));
});

test('X-Forwarded-For: only what trusted proxies added counts', () => {
  const one = ['10.0.0.1'];
  const two = ['10.0.0.0/8', 'fd00::/8'];
  const cases: { peer: string; xff?: string; trusted?: string[]; client: string; why: string }[] = [
    { peer: '203.0.113.9', client: '203.0.113.9', why: 'direct' },
    { peer: '203.0.113.9', xff: '127.0.0.1', client: '203.0.113.9', why: 'direct with a forged header' },
    { peer: '203.0.113.9', xff: '10.0.0.1', trusted: one, client: '203.0.113.9', why: 'a stranger is not a proxy' },
    { peer: '10.0.0.1', xff: '198.51.100.4', trusted: one, client: '198.51.100.4', why: 'one proxy' },
    { peer: '::ffff:10.0.0.1', xff: '198.51.100.4', trusted: one, client: '198.51.100.4', why: 'proxy seen as mapped' },
    {
      peer: '10.0.0.1',
      xff: '127.0.0.1, 198.51.100.4',
      trusted: one,
      client: '198.51.100.4',
      why: 'forged on the left',
    },
    { peer: '10.0.0.1', xff: '1.1.1.1, 10.0.0.7', trusted: one, client: '10.0.0.7', why: 'a proxy we do not trust' },
    {
      peer: '10.0.0.1',
      xff: '6.6.6.6, 198.51.100.4, 10.0.0.2',
      trusted: two,
      client: '198.51.100.4',
      why: 'two proxies',
    },
    {
      peer: '10.0.0.1',
      xff: '10.0.0.3, 10.0.0.2',
      trusted: two,
      client: '10.0.0.3',
      why: 'only proxies: the farthest',
    },
    { peer: '10.0.0.1', trusted: one, client: '10.0.0.1', why: 'proxy without header' },
    { peer: '10.0.0.1', xff: 'unknown', trusted: one, client: '10.0.0.1', why: 'no address' },
    { peer: '10.0.0.1', xff: '198.51.100.4, evil', trusted: one, client: '10.0.0.1', why: 'nonsense on the right' },
    { peer: '10.0.0.1', xff: '', trusted: one, client: '10.0.0.1', why: 'empty' },
    { peer: '10.0.0.1', xff: '198.51.100.4:55123', trusted: one, client: '198.51.100.4', why: 'with port' },
    {
      peer: '10.0.0.1',
      xff: '"[2001:db8::7]:443"',
      trusted: one,
      client: '2001:db8::7',
      why: 'IPv6 with port and quotes',
    },
    { peer: 'fd00::5', xff: '::ffff:198.51.100.4', trusted: two, client: '198.51.100.4', why: 'mapped in the list' },
    { peer: '10.0.0.1', xff: '10.0.0.2\u00a0', trusted: two, client: '10.0.0.2', why: 'odd space' },
  ];
  for (const { peer, xff, trusted, client, why } of cases) {
    assert.equal(clientAddress(peer, xff, new TrustedProxies(trusted ?? [])), client, why);
  }
});

test('a wrong entry in the list of proxies is refused with its name', () => {
  for (const entry of ['10.0.0.0/33', 'fd00::/129', 'proxy.internal', '10.0.0.0/8/8', '', '10.0.0.0/x']) {
    assert.throws(() => new TrustedProxies([entry]), { name: 'RangeError', message: new RegExp(`"${entry}"`) });
  }
});

test('a range is kept in one form, and what is none is told', () => {
  const cases: [string, string | undefined][] = [
    ['203.0.113.7', '203.0.113.7/32'],
    [' 10.0.0.0/8 ', '10.0.0.0/8'],
    ['2001:DB8::/32', '2001:db8::/32'],
    ['::ffff:192.0.2.1', '192.0.2.1/32'],
    ['::ffff:192.0.2.0/120', '192.0.2.0/24'],
    ['::ffff:192.0.2.0/64', undefined],
    ['10.0.0.0/33', undefined],
    ['10.0.0.0/-1', undefined],
    ['10.0.0.0/8/8', undefined],
    ['fe80::1%eth0', undefined],
    ['example.com', undefined],
    ['', undefined],
  ];
  for (const [text, range] of cases) assert.equal(normalRange(text), range, text);
});
