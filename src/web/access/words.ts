// The texts of scopes and rights, wherever a matrix is drawn.
import { wordsOf } from '../i18n/i18n.ts';

const en = {
  'pending.asked': 'Somebody else has to approve this first. Nothing has changed yet.',
  'pending.askedAlone':
    'Nobody else can approve this, so it takes effect by itself {when}. Until then it can be taken back under Approvals.',
  'pending.collect':
    'Somebody else has to approve this first. Once approved, do the same again to get the link or the secret.',
  'pending.collectAlone':
    'Nobody else can approve this. From {when} on, do the same again to get the link or the secret.',
  'right.edit': 'Edit',
  'right.hidden': 'Hidden',
  'right.masked': 'Masked',
  'right.read': 'Read',
  'scope.all': 'All',
  'scope.none': 'None',
  'scope.own': 'Own',
  'scope.rule': 'Rule',
  'scope.team': 'Team',
  'scope.teamBelow': 'Below',
  'scope.territory': 'Territory',
  'scope.help.all': 'every record',
  'scope.help.none': 'no record',
  'scope.help.own': 'records one owns, is responsible for or stands in for',
  'scope.help.rule': 'records a rule holds for',
  'scope.help.team': 'records of everybody who shares a team',
  'scope.help.teamBelow': 'records of one’s teams and those below',
  'scope.help.territory': 'records in one’s territories and those below',
  'matrix.cell': '{object}, {verb}: {scope}',
  'matrix.changed': 'was {scope}',
  'matrix.choose': 'What is reached',
  'matrix.fields': 'Fields of {object}',
  'matrix.fieldsHide': 'Close the fields of {object}',
  'matrix.fieldsShow': 'Fields of {object}, {count} said',
  'matrix.hint':
    'Arrows move, letters set: N none, O own, T team, B below, Y territory, A all. Enter shows them with what they mean.',
  'matrix.label': 'What is allowed on which records',
  'matrix.noMatch': 'No right has this in its name.',
  'matrix.object': 'Object',
  'verb.archive': 'Archive',
  'verb.assign': 'Assign',
  'verb.complete': 'Complete',
  'verb.create': 'Create',
  'verb.edit': 'Edit',
  'verb.export': 'Export',
  'verb.import': 'Import',
  'verb.merge': 'Merge',
  'verb.print': 'Print',
  'verb.purge': 'Delete',
  'verb.restore': 'Restore',
  'verb.reveal': 'Reveal',
  'verb.share': 'Share',
  'verb.view': 'View',
} as const satisfies Record<string, string>;

export const t = wordsOf(en);
