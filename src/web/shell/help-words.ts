// The texts of the shortcuts; they are loaded with their window.
import { wordsOf } from '../i18n/i18n.ts';

const en = {
  'help.all': 'Select all loaded rows',
  'help.call': 'Log a call',
  'help.cells': 'Step into cells and out again',
  'help.create': 'New record',
  'help.edit': 'Edit the cell',
  'help.editFirst': 'Edit the first field',
  'help.everywhere': 'Everywhere',
  'help.extend': 'Extend the selection',
  'help.goActivities': 'Go to activities',
  'help.goCompanies': 'Go to companies',
  'help.goContacts': 'Go to contacts',
  'help.goDeals': 'Go to deals',
  'help.goToday': 'Go to today',
  'help.goTotals': 'Go to totals',
  'help.help': 'These shortcuts',
  'help.inLists': 'In a list',
  'help.letters': 'Shortcuts of a single letter are on',
  'help.menu': 'Menu of the row or column',
  'help.move': 'Move by row',
  'help.note': 'Write a note',
  'help.onRecords': 'On a record',
  'help.open': 'Open the record',
  'help.out': 'One level out',
  'help.palette': 'Find or run anything',
  'help.preview': 'Show beside the list',
  'help.region': 'Next region of the page',
  'help.search': 'Search the list',
  'help.select': 'Select the row',
  'help.task': 'Add a task',
  'help.undo': 'Undo',
  'help.walk': 'Previous and next record',
} as const satisfies Record<string, string>;

export type HelpKey = keyof typeof en;

export const t = wordsOf(en);
