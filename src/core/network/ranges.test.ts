// Places in the network: one normal form, what a refusal covers, and what lies in them (T17).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Places } from '../address.ts';
import { normalPlace, widened } from './ranges.ts';

test('addresses, ranges and subnets of both families have one normal form', () => {
  const cases: [string, string | undefined][] = [
    [' 192.0.2.7 ', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['192.0.2.7/32', '192.0.2.7'],
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['::ffff:10.0.0.0/104', '10.0.0.0/8'],
    ['192.0.2.1-192.0.2.9', '192.0.2.1-192.0.2.9'],
    ['192.0.2.1 - 192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1-192.0.2.9', '192.0.2.1-192.0.2.9'],
    ['2001:DB8:0::1', '2001:db8::1'],
    ['2001:db8:1:2:3:4:5:6/48', '2001:db8:1::/48'],
    ['2001:db8::1-2001:db8::ff', '2001:db8::1-2001:db8::ff'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['::/0', '::/0'],
    ['192.0.2.9-192.0.2.1', undefined],
    ['192.0.2.1-2001:db8::1', undefined],
    ['192.0.2.1-192.0.2.5-192.0.2.9', undefined],
    ['192.0.2.0/33', undefined],
    ['192.0.2.0/', undefined],
    ['192.0.2', undefined],
    ['fe80::1%eth0', undefined],
    ['office', undefined],
    ['', undefined],
  ];
  for (const [given, normal] of cases) assert.equal(normalPlace(given), normal, given);
});

test('a refusal of less than an IPv6 /64 covers all of it; IPv4 and wider networks stay as they are', () => {
  const cases: [string, string][] = [
    ['2001:db8:1:2::7', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::/100', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::1-2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::1-2001:db8:1:4::9', '2001:db8:1:2::-2001:db8:1:4:ffff:ffff:ffff:ffff'],
    ['2001:db8::/32', '2001:db8::/32'],
    ['192.0.2.7', '192.0.2.7'],
    ['192.0.2.1-192.0.2.9', '192.0.2.1-192.0.2.9'],
    ['10.0.0.0/8', '10.0.0.0/8'],
  ];
  for (const [place, wide] of cases) assert.equal(widened(place), wide, place);
});

test('what lies in a place does, and its neighbours do not', () => {
  const places = new Places([
    '192.0.2.7',
    '198.51.100.10-198.51.100.20',
    '10.0.0.0/8',
    '2001:db8:7::/48',
    '2001:db8::5',
  ]);
  for (const address of ['192.0.2.7', '198.51.100.10', '198.51.100.20', '10.255.0.1', '2001:db8:7:9::1', '2001:db8::5'])
    assert.ok(places.has(address), address);
  for (const address of [
    '192.0.2.8',
    '198.51.100.9',
    '198.51.100.21',
    '11.0.0.1',
    '2001:db8:8::1',
    '2001:db8::6',
    '::1',
  ])
    assert.ok(!places.has(address), address);
  assert.equal(new Places([]).has('192.0.2.7'), false);
});
