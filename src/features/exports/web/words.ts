// The texts of exports; they are loaded with their window and page.
import { wordsOf } from '../../../web/i18n/i18n.ts';

const en = {
  'export.asCsv': 'CSV, for any program',
  'export.asXlsx': 'Excel workbook (XLSX)',
  'export.again': 'Export again',
  'export.columns': 'Columns',
  'export.columnsAll': 'All fields I may export ({count})',
  'export.columnsView': 'As in this view ({count})',
  'export.comma': 'Comma ,',
  'export.decimal': 'Sign before the decimals',
  'export.decimal.comma': 'Comma: 1234,50',
  'export.decimal.point': 'Point: 1234.50',
  'export.delimiter': 'Between the columns',
  'export.download': 'Download',
  'export.downloadOf': 'Download {name}',
  'export.failed': 'There is no file.',
  'export.file': '{rows, plural, one {# record} other {# records}}, {size}, kept until {when}',
  'export.format': 'Format',
  'export.help':
    '{what}, as this list shows them: its filter, its order. The export is put on record with your reason.',
  'export.ids': 'Add the ids of records',
  'export.mine': 'My exports',
  'export.mineHelp': 'Files of the last days. Only you can fetch yours, and only while your rights stay as they are.',
  'export.none': 'No exports',
  'export.noneHelp': 'A list is exported with the button above it.',
  'export.ready': 'The file is ready',
  'export.reason': 'What is it for?',
  'export.reasonHelp': 'Stands in the ledger beside what was taken.',
  'export.removeOf': 'Remove {name}',
  'export.removed': 'The file is wiped.',
  'export.running': 'The file is being made. You may close this window: the file waits for you under My exports.',
  'export.semicolon': 'Semicolon ;',
  'export.start': 'Export',
  'export.state.cancelled': 'cancelled',
  'export.state.failed': 'failed',
  'export.state.running': 'being made',
  'export.state.waiting': 'waiting',
  'export.tab': 'Tab',
  'export.title': 'Export {what}',
} as const satisfies Record<string, string>;

export const t = wordsOf(en);
