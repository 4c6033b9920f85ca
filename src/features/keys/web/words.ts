// The texts of API keys; they are loaded with their page.
import { wordsOf } from '../../../web/i18n/i18n.ts';

const en = {
  'keys.addresses': 'From these addresses only',
  'keys.addressesHelp': 'One a line, such as 203.0.113.7 or 10.0.0.0/8. Empty: from anywhere.',
  'keys.change': 'Change',
  'keys.changed': 'The key {name} is changed, from now on.',
  'keys.create': 'New key',
  'keys.disable': 'Disable for good',
  'keys.disabled': 'The key {name} has ended.',
  'keys.empty': 'No API keys yet',
  'keys.emptyHelp': 'A key lets a program act in your name, with rights of its own that never go beyond yours.',
  'keys.endsOn': 'ends {when}',
  'keys.everyRight': 'uses all {count} rights',
  'keys.expires': 'Ends after',
  'keys.expires.30': '30 days',
  'keys.expires.365': 'A year',
  'keys.expires.7': '7 days',
  'keys.expires.90': '90 days',
  'keys.expires.keep': 'As it is: on {when}',
  'keys.from': 'from {addresses}',
  'keys.help': 'The key acts in your name and never has more than you have at that moment. It ends with your account.',
  'keys.idle': '{count, plural, one {# right its owner does not hold} other {# rights its owner does not hold}}',
  'keys.make': 'Make key',
  'keys.name': 'Name',
  'keys.narrow': 'Narrow to what it uses',
  'keys.narrowed': 'The key {name} now has only the rights it has used.',
  'keys.owner': 'Owner',
  'keys.rate': 'Requests a minute',
  'keys.rightsHelp':
    'Only what you hold is here, and what is not set the key may not do. An object opens to its fields: what is said of none follows your own right on it. Menus and everyday tools come with objects unless you take them away.',
  'keys.rotate': 'New secret',
  'keys.save': 'Save',
  'keys.state.active': 'Active',
  'keys.state.disabled': 'Disabled',
  'keys.state.expired': 'Ended',
  'keys.title': 'API keys',
  'keys.uses': 'uses {used} of {count} rights',
} as const satisfies Record<string, string>;

export const t = wordsOf(en);
