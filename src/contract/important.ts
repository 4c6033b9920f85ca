// Which actions count as important functions: what an auditor looks at first. Said once, for the ledger's filter and for surface/actions.csv.

/** Whole families: everything that changes something by one of these. */
const families: ReadonlySet<string> = new Set([
  'accessTest',
  'approval',
  'bin',
  'clock',
  'deputy',
  'export',
  'factor',
  'hold',
  'guessing',
  'host',
  'key',
  'ledger',
  'link',
  'mail',
  'member',
  'network',
  'operation',
  'password',
  'reassign',
  'role',
  'session',
  'settings',
  'shape',
  'share',
  'territory',
  'totals',
  'team',
  'user',
]);

/** Whatever the object. */
const verbs: ReadonlySet<string> = new Set(['purge', 'reveal', 'assign', 'bulk', 'merge', 'print']);

/** By their whole names; reading is important where it takes much away or looks at what others did. */
const names: ReadonlySet<string> = new Set([
  'import.run',
  'import.undo',
  'export.file',
  'ledger.list',
  'ledger.entry',
  'bulk',
  'export',
  'reassign',
]);

/** By the name of an action or of a kind of job; `reads`: it changes nothing but the ledger. */
export function isImportant(action: string, reads: boolean): boolean {
  if (names.has(action)) return true;
  if (reads) return false;
  const [family = '', verb = ''] = action.split('.');
  return families.has(family) || verbs.has(verb);
}
