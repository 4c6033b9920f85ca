// With what an action may be refused: follows from its method, its address and what it takes, as the server decides it. Pure.
import { type ProblemCode, problems } from '../../../contract/problem.ts';
import { type ApiAction, changes } from './api-document.ts';

export interface Refusal {
  readonly code: ProblemCode;
  readonly status: number;
  readonly title: string;
}

export function refusalsOf(action: ApiAction): Refusal[] {
  const verb = action.name.slice(action.name.lastIndexOf('.') + 1);
  const open = action.publicBecause !== null;
  const onRecords = action.path.split('/').length <= 4 && ['list', 'group', 'bulk', 'create', 'edit'].includes(verb);
  const writes = ['create', 'edit', 'bulk'].includes(verb);
  const codes: (ProblemCode | false)[] = [
    'bad-request',
    action.fields.length > 0 && 'invalid-input',
    onRecords && 'unknown-field',
    ['list', 'group', 'bulk'].includes(verb) && 'invalid-filter',
    verb === 'list' && 'invalid-cursor',
    !open && 'not-signed-in',
    !open && 'session-ended',
    !open && 'not-allowed',
    writes && 'outside-your-reach',
    changes(action) && 'wrong-origin',
    changes(action) && !open && 'page-outdated',
    action.path.includes('{') && 'not-found',
    writes && 'already-exists',
    changes(action) && 'wrong-state',
    verb === 'edit' && 'conflict',
    (action.body !== null || action.takes === 'file' || verb === 'group') && 'too-large',
    (action.body !== null || action.takes === 'file') && 'unsupported-type',
    'too-many',
    'internal',
    'unavailable',
    'maintenance',
    'suspended',
  ];
  return codes
    .filter((code) => code !== false)
    .map((code) => ({ code, status: problems[code].status, title: problems[code].title }));
}
