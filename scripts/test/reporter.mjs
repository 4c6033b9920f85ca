// Tells on the way what each test file did, and writes every test with its outcome to the file STRONGROOM_TEST_RESULTS names.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';

const root = process.cwd();

/** @typedef {{ file: string, name: string, outcome: 'passed' | 'failed' | 'skipped', reason?: string, ms: number }} Outcome */

/** What is known of one file while it runs. */
function newFile(file) {
  return {
    file: path.relative(root, file),
    names: [],
    hasChildren: [],
    counts: { passed: 0, failed: 0, skipped: 0 },
    output: '',
    said: [],
  };
}

/** @type {Map<string, ReturnType<typeof newFile>>} */
const files = new Map();
/** @type {Outcome[]} */
const outcomes = [];

function fileOf(data) {
  const key = path.resolve(root, data.file);
  if (!files.has(key)) files.set(key, newFile(key));
  return files.get(key);
}

/** The runner speaks of a whole file as if it were a test when it ended badly or held none. */
function isWholeFile(data) {
  return data.nesting === 0 && path.resolve(root, data.name) === path.resolve(root, data.file ?? '');
}

function errorText(error) {
  const cause = error?.cause ?? error;
  return (cause instanceof Error ? (cause.stack ?? String(cause)) : inspect(cause))
    .split('\n')
    .filter((line) => !/node:internal\/|node:async_hooks/.test(line))
    .slice(0, 60)
    .map((line) => `      ${line}`)
    .join('\n');
}

/** Keeps one reported test; the order of reports is that of the file, parents started before and ended after their children. */
function keep(type, data) {
  const file = fileOf(data);
  const name = [...file.names.slice(0, data.nesting), data.name].join(' > ');
  const isGroup = file.hasChildren[data.nesting] === true || data.details.type === 'suite';
  file.hasChildren.length = data.nesting + 1;
  file.hasChildren[data.nesting] = false;
  if (data.nesting > 0) file.hasChildren[data.nesting - 1] = true;
  const failure = data.details.error?.failureType;
  if (isWholeFile(data)) {
    const reason = type === 'test:pass' ? 'the file holds no test' : 'the file ended before its tests did';
    outcomes.push({
      file: file.file,
      name: '(the file itself)',
      outcome: 'failed',
      reason,
      ms: data.details.duration_ms,
    });
    return;
  }
  const outcome =
    type === 'test:fail' ? 'failed' : data.skip !== undefined || data.todo !== undefined ? 'skipped' : 'passed';
  // A group fails by itself only when a hook of its own failed; everything else was told by its tests.
  if (isGroup && outcome !== 'skipped' && (outcome === 'passed' || failure === 'subtestsFailed')) return;
  const reason = typeof data.skip === 'string' ? data.skip : typeof data.todo === 'string' ? data.todo : undefined;
  outcomes.push({
    file: file.file,
    name,
    outcome,
    ...(reason === undefined ? {} : { reason }),
    ms: data.details.duration_ms,
  });
}

/** What is said at once, in the order in which things end. */
function* tell(data) {
  const file = fileOf(data);
  const error = data.details.error;
  if (isWholeFile(data)) {
    const seconds = `${(data.details.duration_ms / 1000).toFixed(1)} s`;
    const { passed, failed, skipped } = file.counts;
    const bad = failed > 0 || error !== undefined || passed + skipped === 0;
    const counts = `${passed} passed${failed > 0 ? `, ${failed} FAILED` : ''}${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    yield `  ${bad ? 'NO' : 'ok'}  ${file.file}  ${counts}  ${seconds}\n`;
    if (bad && file.output !== '') yield `${file.output.slice(-8000).replace(/^/gm, '      | ')}\n`;
    file.output = '';
    return;
  }
  if (data.details.type === 'suite' && error === undefined) return;
  if (error?.failureType === 'subtestsFailed') return;
  const outcome =
    error !== undefined ? 'failed' : data.skip !== undefined || data.todo !== undefined ? 'skipped' : 'passed';
  file.counts[outcome] += 1;
  if (error !== undefined) yield `  NO  ${file.file}: ${data.name}\n${errorText(error)}\n`;
}

export default async function* reporter(source) {
  for await (const { type, data } of source) {
    if (type === 'test:start') fileOf(data).names[data.nesting] = data.name;
    else if (type === 'test:pass' || type === 'test:fail') keep(type, data);
    else if (type === 'test:complete') yield* tell(data);
    else if ((type === 'test:stdout' || type === 'test:stderr') && data.file !== undefined) {
      const file = fileOf(data);
      file.output = (file.output + data.message).slice(-20_000);
      if (type === 'test:stdout' && file.said.length < 200) file.said.push(...data.message.split('\n').filter(Boolean));
    }
  }
  const results = process.env.STRONGROOM_TEST_RESULTS;
  if (results !== undefined) {
    const said = [...files.values()].flatMap((f) => f.said);
    writeFileSync(results, JSON.stringify({ files: [...files.values()].map((f) => f.file), outcomes, said }));
  }
}
