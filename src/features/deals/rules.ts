// What follows from what in a deal: the stage says the pipeline and whether it is closed; a deal without either starts at the beginning.
import { Problem, invalidField } from '../../contract/problem.ts';
import type { Derive, DeriveContext, Draft } from '../../core/derive.ts';

type Row = Readonly<Record<string, unknown>>;
type Rows = ReadonlyMap<string, Row>;

export const deriveDeals: Derive = async (drafts, context) => {
  const moved = drafts.some(
    (d) => d.before === null || d.sent.has('stage') || d.sent.has('pipeline') || d.sent.has('closedOn'),
  );
  if (!moved) return drafts.map(() => ({}));
  const [stages, pipelines] = await Promise.all([context.settings('stage'), context.settings('pipeline')]);
  const chosen = drafts.filter(isStageSent).map((d) => d.after['stage'] as string);
  const seen = await context.seen(
    'stage',
    chosen.filter((id) => stages.has(id)),
  );
  return drafts.map((d) => {
    // A stage that is not there, or may not be seen, is refused by the check of references, with the same words as anywhere.
    if (isStageSent(d) && !seen.has(d.after['stage'] as string)) return {};
    const placed = placeDeal(d, stages, pipelines, context);
    if (placed instanceof Problem) return placed;
    const stage = 'stage' in placed ? placed['stage'] : (d.after['stage'] ?? null);
    if (d.before !== null && d.before['stage'] === stage) return placed;
    return { ...placed, stageSince: stage === null ? null : context.at.toISOString() };
  });
};

function isStageSent(d: Draft): boolean {
  return d.sent.has('stage') && typeof d.after['stage'] === 'string';
}

function placeDeal(d: Draft, stages: Rows, pipelines: Rows, context: DeriveContext): Row | Problem {
  const out: Record<string, unknown> = {};
  let pipeline: unknown = d.sent.has('pipeline') ? (d.after['pipeline'] ?? null) : (d.before?.['pipeline'] ?? null);
  const stage = stages.get(d.after['stage'] as string);
  if (
    d.after['stage'] === null ||
    d.after['stage'] === undefined ||
    (d.sent.has('pipeline') && !d.sent.has('stage') && stage?.['pipeline'] !== pipeline)
  ) {
    pipeline ??= usualPipeline(pipelines);
    const first = firstStage(stages, pipeline);
    return { pipeline, stage: first?.['id'] ?? null };
  }
  // In the bin: the deal stays where it is.
  if (stage === undefined) return {};
  if (d.sent.has('pipeline') && pipeline !== null && stage['pipeline'] !== pipeline) {
    return invalidField(
      'stage',
      'other-pipeline',
      'This stage belongs to another pipeline.',
      'A stage of the chosen pipeline.',
    );
  }
  out['pipeline'] = stage['pipeline'];
  const stageMoved = d.before === null || d.before['stage'] !== d.after['stage'];
  if (stageMoved && !d.sent.has('closedOn')) {
    const closed = stage['outcome'] !== 'open';
    out['closedOn'] = closed ? (d.after['closedOn'] ?? context.today) : null;
  }
  if (stageMoved && stage['outcome'] !== 'lost' && !d.sent.has('lostReason')) out['lostReason'] = null;
  return out;
}

function usualPipeline(pipelines: Rows): unknown {
  const all = [...pipelines.values()];
  return (all.find((p) => p['isDefault'] === true) ?? all[0])?.['id'] ?? null;
}

function firstStage(stages: Rows, pipeline: unknown): Row | undefined {
  const mine = [...stages.values()].filter((s) => s['pipeline'] === pipeline);
  return mine.sort((a, b) => Number(a['position']) - Number(b['position']))[0];
}
