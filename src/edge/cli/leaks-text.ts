// How the command line tells the result of a check for leaks: a matrix of paths and objects for each role, then what came out.
/** As the feature of the same name has it; the command line knows no features. */
export interface LeakReportLines {
  readonly seconds: number;
  readonly asked: number;
  readonly roles: readonly { readonly key: string; readonly name: string; readonly all: boolean }[];
  readonly cells: readonly {
    readonly role: string;
    readonly path: string;
    readonly object: string | null;
    readonly state: 'ok' | 'leak' | 'absent';
  }[];
  readonly findings: readonly {
    readonly role: string;
    readonly path: string;
    readonly object: string | null;
    readonly what: string;
    readonly request: {
      readonly method: string;
      readonly target: string;
      readonly body?: string | undefined;
      readonly by: string;
    };
  }[];
  readonly more: number;
  readonly unprobed: readonly string[];
}
const signs = { ok: 'ok', leak: 'LEAK', absent: '-' } as const;

export function describeLeaks({ slug, report }: { readonly slug: string; readonly report: LeakReportLines }): string {
  const parts = report.roles.map((role) =>
    role.all ? `${role.name} (${role.key}): sees everything, so there is nothing to try.` : describeRole(report, role),
  );
  const found = report.findings.map(
    (f) =>
      `LEAK  ${f.role}, ${f.path}${f.object === null ? '' : `, ${f.object}`}: ${f.what}\n      ${f.request.method} ${f.request.target}${f.request.body === undefined ? '' : `\n      ${f.request.body}`}${f.request.by === 'key' ? '\n      with an API key' : ''}`,
  );
  const sum = `${report.asked} requests in ${report.seconds} s. ok: nothing came out. -: not open to the role.`;
  const verdict =
    report.findings.length + report.unprobed.length === 0
      ? `${slug}: no leak found.`
      : `${slug}: ${report.findings.length + report.more} found${report.unprobed.length === 0 ? '' : `, and nobody has said how to try ${report.unprobed.join(', ')}`}.`;
  return [...parts, ...found, ...(report.more > 0 ? [`and ${report.more} more`] : []), sum, verdict].join('\n\n');
}

/** Objects downwards, paths across; what concerns no single object stands in a line of its own. */
function describeRole(report: LeakReportLines, role: { readonly key: string; readonly name: string }): string {
  const cells = report.cells.filter((c) => c.role === role.key);
  const paths = [...new Set(cells.map((c) => c.path))];
  const objects = [...new Set(cells.map((c) => c.object))].toSorted((a, b) => (a ?? 'zz').localeCompare(b ?? 'zz'));
  const rows = objects.map((object) => [
    object ?? '(over all)',
    ...paths.map((path) => {
      const cell = cells.find((c) => c.path === path && c.object === object);
      return cell === undefined ? '' : signs[cell.state];
    }),
  ]);
  const all = [['', ...paths], ...rows];
  const widths = all[0]!.map((_, n) => Math.max(...all.map((line) => line[n]!.length)));
  const lines = all.map((line) =>
    line
      .map((text, n) => text.padEnd(widths[n]!))
      .join('  ')
      .trimEnd(),
  );
  return [`${role.name} (${role.key})`, ...lines].join('\n');
}
