// The form of a field sends what its kind takes and nothing that is left over from another, and on a change only the difference.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FieldView } from '../contract.ts';
import {
  type FieldDraft,
  type OptionDraft,
  changeOf,
  draftOf,
  emptyDraft,
  missingIn,
  newOption,
  wishOf,
} from './field-draft.ts';

const draft = (more: Partial<FieldDraft>): FieldDraft => ({ ...emptyDraft(), label: ' Grade ', ...more });

test('a field is sent with what its kind takes, and without what was filled in for another kind', () => {
  const filled: Partial<FieldDraft> = {
    unique: true,
    search: true,
    sorted: true,
    integer: true,
    roles: true,
    least: '1',
    most: '9',
    max: '80',
    to: ['company'],
    options: [newOption('A'), newOption(' '), newOption('B', null, 'danger')],
    formula: '1',
  };
  const base = { entity: 'deal', label: 'Grade', personal: false, required: false };
  assert.deepEqual(wishOf(draft({ ...filled, made: 'text' }), 'deal'), {
    ...base,
    kind: 'text',
    unique: true,
    search: true,
    sorted: true,
    max: 80,
  });
  assert.deepEqual(wishOf(draft({ ...filled, made: 'number' }), 'deal'), {
    ...base,
    kind: 'number',
    sorted: true,
    integer: true,
    least: 1,
    most: 9,
  });
  assert.deepEqual(wishOf(draft({ ...filled, made: 'select' }), 'deal'), {
    ...base,
    kind: 'select',
    sorted: true,
    options: [{ label: 'A' }, { label: 'B', tone: 'danger' }],
  });
  assert.deepEqual(wishOf(draft({ ...filled, made: 'links' }), 'deal'), {
    ...base,
    kind: 'links',
    roles: true,
    max: 80,
    to: ['company'],
  });
  assert.deepEqual(wishOf(draft({ ...filled, made: 'formula', gives: 'number' }), 'deal'), {
    entity: 'deal',
    kind: 'number',
    label: 'Grade',
    personal: false,
    formula: '1',
  });
});

test('what is sealed is neither searched nor sorted, and what is unique begins with nothing', () => {
  const sealed = wishOf(draft({ made: 'text', protected: true, search: true, sorted: true }), 'deal');
  assert.deepEqual([sealed['protected'], sealed['search'], sealed['sorted']], [true, undefined, undefined]);
  assert.equal(wishOf(draft({ made: 'text', unique: true, usual: 'x' }), 'deal')['default'], undefined);
  assert.equal(wishOf(draft({ made: 'checkbox', usual: false }), 'deal')['default'], false);
});

test('what is missing is named before anything is sent', () => {
  assert.deepEqual(missingIn(emptyDraft()), ['label']);
  assert.deepEqual(missingIn(draft({ made: 'select' })), ['options']);
  assert.deepEqual(missingIn(draft({ made: 'ref' })), ['to']);
  assert.deepEqual(missingIn(draft({ made: 'formula', formula: 'nowhere', gives: null })), ['formula']);
  assert.deepEqual(missingIn(draft({ made: 'rollUp' })), ['rollUp']);
  assert.deepEqual(missingIn(draft({ made: 'number' })), []);
});

const saved: FieldView = {
  name: 'grade',
  kind: 'select',
  label: 'Grade',
  help: 'How good',
  required: true,
  unique: false,
  search: false,
  sorted: true,
  personal: false,
  protected: false,
  options: [
    { key: 'o1', label: 'A', tone: 'success' },
    { key: 'o2', label: 'B', tone: null },
  ],
  to: null,
  formula: null,
  rollUp: null,
  roles: false,
  integer: false,
  least: null,
  most: null,
  max: null,
  default: 'o2',
  retired: false,
  own: 'x',
  computed: false,
  uses: [],
};

test('a change sends the difference: nothing where nothing is different, null for what was emptied', () => {
  const before = draftOf(saved);
  assert.deepEqual(changeOf(before, draftOf(saved)), {});
  assert.deepEqual(changeOf(before, { ...before, label: 'Mark' }), { label: 'Mark' });
  assert.deepEqual(changeOf(before, { ...before, help: '', usual: null, required: false }), {
    help: '',
    default: null,
    required: false,
  });
  const [a, b] = before.options as [OptionDraft, OptionDraft];
  assert.deepEqual(changeOf(before, { ...before, options: [b, a, newOption('C')] }), {
    options: [{ key: 'o2', label: 'B' }, { key: 'o1', label: 'A', tone: 'success' }, { label: 'C' }],
  });
});
