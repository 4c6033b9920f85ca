// The SQL template: holes are parameters, SQL nests, identifiers are quoted, and nothing else gets in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { and, compile, escapeLike, no, or, sql, yes } from './sql.ts';

test('a hole is a parameter, whatever it holds', () => {
  const evil = `x'; drop table data.contact; --`;
  const { text, values } = compile(sql`select ${evil} where ${1} = ${null}`);
  assert.equal(text, 'select $1 where $2 = $3');
  assert.deepEqual(values, [evil, 1, null]);
});

test('SQL in a hole nests and its parameters keep their order', () => {
  const inner = sql`a = ${1} and b = ${2}`;
  assert.deepEqual(compile(sql`${inner} or ${inner} or c = ${3}`), {
    text: 'a = $1 and b = $2 or a = $3 and b = $4 or c = $5',
    values: [1, 2, 1, 2, 3],
  });
});

test('a list that stands in several places is one parameter, and two that only look alike are two', () => {
  const ids = ['a', 'b'];
  assert.deepEqual(compile(sql`x = any(${ids}) or y = any(${ids}) or z = any(${['a', 'b']}) or ${1} = ${1}`), {
    text: 'x = any($1) or y = any($1) or z = any($2) or $3 = $4',
    values: [ids, ['a', 'b'], 1, 1],
  });
  const binary = Buffer.from('ab');
  assert.deepEqual(compile(sql`x = any(${binary}) or y = any(${binary})`), {
    text: 'x = any($1) or y = any($1)',
    values: [binary],
  });
});

test('an identifier is quoted part by part', () => {
  assert.equal(compile(sql`select ${sql.ref('r.na"me')}`).text, 'select "r"."na""me"');
});

test('an object that only looks like SQL is a parameter', () => {
  const fake = { texts: ['drop'], values: [] };
  assert.deepEqual(compile(sql`${fake}`), { text: '$1', values: [fake] });
});

test('lists join, and conditions leave out what decides nothing', () => {
  assert.equal(compile(sql.join([sql`a`, 1, sql`b`])).text, 'a, $1, b');
  assert.equal(and([yes, yes]), yes);
  assert.equal(or([no]), no);
  assert.equal(compile(and([yes, sql`a`, sql`b`])).text, '(a and b)');
  assert.equal(compile(or([sql`a`, no])).text, 'a');
  assert.equal(compile(and([])).text, 'true');
  assert.equal(compile(or([])).text, 'false');
});

test('wildcards of LIKE become letters', () => {
  assert.equal(escapeLike('50%_\\'), '50\\%\\_\\\\');
});
