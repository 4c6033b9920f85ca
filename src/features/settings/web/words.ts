// The texts of the company's settings; they are loaded with the page.
import { wordsOf } from '../../../web/i18n/i18n.ts';

const en = {
  'settings.back': 'Change back',
  'settings.changes': 'What this changes',
  'settings.country': 'Country',
  'settings.countryChange':
    'Phone numbers typed without + are read as numbers of {country} from now on. Numbers that are saved stay as they are.',
  'settings.countryHelp': 'Reads phone numbers written without +, and says how the language is written there.',
  'settings.countryNone': 'No usual country',
  'settings.countryNoneChange':
    'Phone numbers typed without + are kept as they are typed from now on, of no country. Numbers that are saved stay as they are.',
  'settings.currency': 'Currency',
  'settings.currencyChange':
    'New amounts begin in {currency}, and totals are given in it by the exchange rates you keep. Nothing is converted: amounts that are saved keep their currency.',
  'settings.currencyHelp': 'What new amounts begin in, and what totals of several currencies are given in.',
  'settings.language': 'Language and region',
  'settings.languageChange':
    'Numbers and dates are written and typed the way of {language}, for everybody at once. No value changes. The words of the pages stay English: other languages are not there yet.',
  'settings.languageHelp': 'How numbers, amounts, dates and times are written.',
  'settings.name': 'Company',
  'settings.nameHelp': 'Given by who runs this server when the vault was made. It cannot be changed here.',
  'settings.nothing': 'Change something, and you see here what follows from it before you save.',
  'settings.preview': 'How it looks',
  'settings.preview.amount': 'Amount',
  'settings.preview.date': 'Date',
  'settings.preview.now': 'Now',
  'settings.preview.number': 'Number',
  'settings.preview.percent': 'Percentage',
  'settings.preview.typed': 'Typed date',
  'settings.preview.whole': 'Whole amount',
  'settings.save': 'Save for everybody',
  'settings.saved': 'The settings are changed, for everybody at once.',
  'settings.title': 'Company settings',
  'settings.zone': 'Time zone',
  'settings.zoneChange':
    'Days begin and end in {zone}: “today”, overdue tasks and filters by date follow it at once. Points in time stay the same and are shown on its clock; dates stay the days they are.',
  'settings.zoneHelp': 'Where days begin and end, and whose clock is shown.',
} as const satisfies Record<string, string>;

export const t = wordsOf(en);
