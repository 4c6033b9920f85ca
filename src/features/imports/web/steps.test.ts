// An import opens where it stands, and no step can be gone to before its turn.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canGo, isSettled, stepOf } from './steps.ts';

const view = (state: string, more: object = {}) =>
  ({ state, entity: 'contact', check: null, run: null, ...more }) as never;

test('an import opens at the step it has come to', () => {
  const cases: [string, object, string][] = [
    ['open', { entity: null }, 'file'],
    ['open', {}, 'match'],
    ['checking', {}, 'check'],
    ['checked', {}, 'check'],
    ['running', {}, 'run'],
    ['done', {}, 'result'],
    ['cancelled', {}, 'result'],
    ['failed', {}, 'result'],
    ['undone', {}, 'result'],
  ];
  for (const [state, more, step] of cases) assert.equal(stepOf(view(state, more)), step, state);
});

test('nothing is run before a check of these very settings', () => {
  const report = { counts: {}, groups: [] };
  assert.equal(canGo(view('open'), 'run'), false);
  assert.equal(canGo(view('checked', { check: { report: null, stale: false } }), 'run'), false);
  assert.equal(canGo(view('checked', { check: { report, stale: true } }), 'run'), false);
  assert.equal(canGo(view('checked', { check: { report, stale: false } }), 'run'), true);
  assert.equal(canGo(view('done', { check: { report, stale: false } }), 'run'), false);
});

test('nothing is matched before the object is chosen, and no result is shown before there is one', () => {
  assert.equal(canGo(view('open', { entity: null }), 'match'), false);
  assert.equal(canGo(view('open'), 'match'), true);
  assert.equal(canGo(view('running'), 'result'), false);
  assert.equal(isSettled(view('running')), true);
  assert.equal(isSettled(view('checked')), false);
});
