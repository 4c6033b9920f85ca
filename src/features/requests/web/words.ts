// The texts of the page of access requests; they are loaded with it.
import { wordsOf } from '../../../web/i18n/i18n.ts';

const en = {
  'requests.ago': '{name}, {when}',
  'requests.decide': 'To decide',
  'requests.empty': 'Nothing has been asked for',
  'requests.emptyHelp': 'Where something is refused, a button asks for it. What you could give others appears here.',
  'requests.grant': 'Share it',
  'requests.granted': 'Granted: shared until {when}.',
  'requests.grantOf': 'Share with {name}',
  'requests.grantHelp': 'To see and edit, as a share of this one record; it ends by itself.',
  'requests.mine': 'What you asked for',
  'requests.on': 'on {record}',
  'requests.reason': 'Reason: {reason}',
  'requests.refuse': 'Refuse',
  'requests.refused': 'Refused. They can read your word.',
  'requests.refuseOf': 'Refuse what {name} asked for',
  'requests.role': 'Give by a role',
  'requests.status.granted': 'Granted',
  'requests.status.open': 'Open',
  'requests.status.refused': 'Refused',
  'requests.status.withdrawn': 'Taken back',
  'requests.title': 'Access requests',
  'requests.until': 'Until',
  'requests.withdraw': 'Take back',
  'requests.withdrawn': 'Taken back.',
  'requests.word': 'A word on why not',
  'requests.wordSaid': '{name}: {word}',
} as const satisfies Record<string, string>;

export const t = wordsOf(en);
