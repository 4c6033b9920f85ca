// The texts of the deal board; they are loaded with it.
import { wordsOf } from '../../../web/i18n/i18n.ts';

const en = {
  'board.asked': 'Moving {name} to {stage} needs a word more. Escape puts it back.',
  'board.back': '{name} is back in {stage}.',
  'board.close': 'Show {stage} as a narrow column',
  'board.closed': 'closed {date}',
  'board.closes': 'closes {date}',
  'board.days': '{count, plural, =0 {today} one {# day} other {# days}}',
  'board.daysHere':
    '{count, plural, =0 {In this stage since today} one {In this stage for # day} other {In this stage for # days}}',
  'board.empty': 'No deals here',
  'board.failed': '{name} stays in {stage}: {reason}',
  'board.help': 'Arrow keys move between cards and stages. Enter opens the deal, Space lifts it, M offers the stages.',
  'board.late': 'expected {date}, which is over',
  'board.lifted':
    '{name} is lifted. Left and right arrows choose the stage, Space drops it there, Escape puts it back.',
  'board.lost.title': 'Why was {name} lost?',
  'board.lost.usual': 'Often given',
  'board.move': 'Move to stage',
  'board.moveNow': 'Move to {stage}',
  'board.moveOf': 'Move {name} to another stage',
  'board.moved': '{name} is in {stage}.',
  'board.need.title': 'To move {name} to {stage}',
  'board.needHelp': 'These fields are asked for before it can be there.',
  'board.new': 'New {what} in {stage}',
  'board.next.due': 'Next activity {when}',
  'board.next.none': 'No activity planned',
  'board.next.overdue': 'Activity overdue since {when}',
  'board.noPipeline': 'There is no pipeline yet',
  'board.noPipelineHelp': 'A pipeline with its stages is what a board shows.',
  'board.noStages': 'This pipeline has no stages yet',
  'board.notAllowed': 'Your roles do not let you see the stages of deals',
  'board.notAllowedHelp':
    'A board needs the right to see stages, pipelines and the stage of a deal. The list shows what else you may see.',
  'board.openDeal': 'Open the deal',
  'board.onlySeen': 'Only deals you can see are counted.',
  'board.open': 'Show the deals of {stage}',
  'board.order': 'Order',
  'board.over': '{stage}. {count, plural, one {# deal} other {# deals}}.',
  'board.pipeline': 'Pipeline',
  'board.stageOf': '{stage}: {count, plural, one {# deal} other {# deals}}',
  'board.stages': 'Stages',
  'board.title': 'Deals by stage',
  'board.total': 'Open',
  'board.weighted': 'weighted',
  'board.weightedHelp': 'Each amount times the chance of winning it.',
} as const satisfies Record<string, string>;

export const t = wordsOf(en);
