// Counts what became of rows and gathers errors with the same cause. Pure.
import type { CheckReport, Counts, ErrorGroup, PreviewChange } from '../../contract/import-report.ts';
import type { OtherOutcome, RowOutcome } from './batch.ts';
import type { Fault } from './row-reader.ts';

export const noCounts: Counts = {
  rows: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  skipped: 0,
  errors: 0,
  blank: 0,
  emptied: 0,
  made: 0,
};

const groupsKept = 100;
const linesKept = 20;
const samplesKept = 5;
export const changesKept = 100;

type Group = { -readonly [K in keyof ErrorGroup]: ErrorGroup[K] };

export class Tally {
  readonly counts: { -readonly [K in keyof Counts]: Counts[K] };
  readonly #groups: Map<string, Group>;
  #moreGroups: number;
  readonly changes: PreviewChange[] = [];
  readonly #headings: readonly string[];

  /** `before`: what an interrupted run had counted. */
  constructor(
    headings: readonly string[],
    before?: { readonly counts: Counts; readonly groups: readonly ErrorGroup[] },
  ) {
    this.#headings = headings;
    this.counts = { ...(before?.counts ?? noCounts) };
    this.#groups = new Map((before?.groups ?? []).map((g) => [nameOf(g), { ...g }]));
    this.#moreGroups = 0;
  }

  add(outcomes: readonly RowOutcome[], made: number): void {
    this.counts.made += made;
    for (const o of outcomes) {
      this.counts.rows += 1;
      this.counts.emptied += o.emptied;
      for (const other of o.also) this.#addOther(other);
      if (o.did === 'error') this.counts.errors += 1;
      else this.counts[o.did] += 1;
      for (const fault of o.faults) this.addFault(fault, o.row.line);
      if (o.change !== null && this.changes.length < changesKept) this.changes.push(o.change);
    }
  }

  #addOther({ of, entity, did }: OtherOutcome): void {
    const known = this.counts.also ?? [];
    const mine = known.find((c) => c.of === of) ?? { of, entity, created: 0, updated: 0, unchanged: 0, skipped: 0 };
    this.counts.also = [...known.filter((c) => c.of !== of), { ...mine, [did]: mine[did] + 1 }];
  }

  addFault(fault: Fault, line: number): void {
    const name = nameOf(fault);
    let group = this.#groups.get(name);
    if (group === undefined) {
      if (this.#groups.size >= groupsKept) {
        this.#moreGroups += 1;
        return;
      }
      const { column, field, code, reason, fits, canEmpty } = fault;
      const heading = column === null ? null : (this.#headings[column] ?? null);
      group = {
        column,
        heading,
        field,
        code,
        reason,
        ...(fits === undefined ? {} : { fits }),
        count: 0,
        lines: [],
        samples: [],
        canEmpty,
      };
      this.#groups.set(name, group);
    }
    group.count += 1;
    if (group.lines.length < linesKept) group.lines = [...group.lines, line];
    const sample = fault.cell.slice(0, 200);
    if (sample !== '' && group.samples.length < samplesKept && !group.samples.includes(sample))
      group.samples = [...group.samples, sample];
  }

  /** With the same counts and groups; what is added to one is not added to the other. */
  copy(): Tally {
    return new Tally(this.#headings, { counts: this.counts, groups: [...this.#groups.values()] });
  }

  get groups(): ErrorGroup[] {
    return [...this.#groups.values()].sort((a, b) => b.count - a.count);
  }

  report(): CheckReport {
    return {
      counts: { ...this.counts },
      groups: this.groups,
      moreGroups: this.#moreGroups,
      changes: [...this.changes],
    };
  }
}

function nameOf(fault: Pick<Fault, 'column' | 'field' | 'code'>): string {
  return `${fault.column ?? ''} ${fault.field ?? ''} ${fault.code}`;
}
