// The set of rules as the page sends it: whole, with one rule new, changed or gone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NetworkView } from '../contract.ts';
import { draftOf, emptyDraft, isWhole, placesIn, ruleOf, setWith, withAddresses } from './network-set.ts';

const rule = {
  id: 'a',
  name: 'Office',
  effect: 'allow' as const,
  addresses: ['192.0.2.0/24', '2001:db8::/32'],
  countries: ['FI'],
  who: 'everyone' as const,
  named: [],
  from: null,
  to: null,
  report: false,
};
const view = {
  version: '7',
  rules: [{ ...rule, state: 'active', seen: 3 }],
  redirect: 'https://example.com/',
} as unknown as NetworkView;

test('addresses are read however they are separated, ranges with spaces too', () => {
  assert.deepEqual(placesIn('192.0.2.1 - 192.0.2.9\n10.0.0.0/8, ::1;'), ['192.0.2.1-192.0.2.9', '10.0.0.0/8', '::1']);
});

test('a rule that was read and not changed is sent as it was, without what the server reckons', () => {
  assert.deepEqual(
    view.rules.map((one) => ruleOf(draftOf(one))),
    [rule],
  );
});

test('a new rule joins the others, a changed one takes its own place, and one goes alone', () => {
  const fresh = ruleOf({ ...emptyDraft, name: ' Home ', addresses: '198.51.100.7' });
  assert.deepEqual(
    setWith(view, fresh).rules.map((r) => [r.id, r.name]),
    [
      ['a', 'Office'],
      [null, 'Home'],
    ],
  );
  assert.deepEqual(
    setWith(view, { ...rule, name: 'Other' }).rules.map((r) => r.name),
    ['Other'],
  );
  assert.deepEqual(setWith(view, null, 'a'), { version: '7', rules: [], redirect: 'https://example.com/' });
});

test('a rule for nobody in particular is whole only when it says for everyone', () => {
  const draft = { ...emptyDraft, name: 'x', addresses: '::1' };
  assert.equal(isWhole(draft), true);
  assert.equal(isWhole({ ...draft, who: 'roles' }), false);
  assert.equal(isWhole({ ...draft, addresses: ' ' }), false);
});

test('an address is added once', () => {
  const draft = withAddresses({ ...emptyDraft, addresses: '::1' }, ['::1', '192.0.2.7']);
  assert.equal(draft.addresses, '::1\n192.0.2.7');
});
