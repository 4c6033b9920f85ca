// The texts of closing an account and erasing a person; they are loaded with their windows.
import { wordsOf } from '../i18n/i18n.ts';

const en = {
  'leaving.also': 'Other spellings and nicknames, one a line',
  'leaving.alsoHelp':
    'Name and addresses of now and before are looked for in any case. Full names only: a given name alone would take what is about others.',
  'leaving.close': 'Close account',
  'leaving.closeHelp':
    'Sessions end at once, devices and open links are forgotten, API keys and connected applications stop. What the person did stays, and the account can be opened again.',
  'leaving.closeTitle': 'Close the account of {name}',
  'leaving.closed': 'The account of {name} is closed and their sessions have ended. What they did stays.',
  'leaving.closedTo': 'The account of {name} is closed. What they had goes to {to}; how far it is stands under Jobs.',
  'leaving.deputies': '{count, plural, one {One standing-in ends.} other {# standings-in end.}}',
  'leaving.erase': 'Erase for good',
  'leaving.eraseHelp':
    'The name becomes a pseudonym on every record, in every list, history and audit entry, and the address goes. Password, second factors, devices, sessions, roles, shares, mail and kept documents are deleted. Records, history and audit keep what was done, and the proof of the audit log stays whole. Texts, files and the audit log that quote the person are searched and forgotten. None of it can be taken back.',
  'leaving.eraseTitle': 'Erase {name}',
  'leaving.erased':
    '{name} is erased and called {pseudonym} from now on. Texts and files that quote them are worked through; see Jobs.',
  'leaving.first':
    'Hand over first: {name} still owns records or leads teams. Close the account with a hand-over, or hand over under Access.',
  'leaving.have': '{name} leaves behind:',
  'leaving.keys': '{count, plural, one {One API key stops.} other {# API keys stop.}}',
  'leaving.applications':
    '{count, plural, one {One connected application stops.} other {# connected applications stop.}}',
  'leaving.leave': 'Leave everything where it is for now',
  'leaving.leaveHelp': 'Records keep an owner whose account is closed. You can hand them over later, under Access.',
  'leaving.name': 'Type the name of the person',
  'leaving.nothing': 'Nothing is left to hand over.',
  'leaving.pending':
    '{count, plural, one {One change they asked for is taken back: nobody else may carry it out.} other {# changes they asked for are taken back: nobody else may carry them out.}}',
  'leaving.quoted': 'Texts of records quote them: the words are replaced by the pseudonym.',
  'leaving.reason': 'Reason',
  'leaving.reasonHelp': 'It stands on record for good, so nothing of the person in it.',
  'leaving.searches':
    '{count, plural, one {One question to the audit log, kept for all.} other {# questions to the audit log, kept for all.}}',
  'leaving.shares':
    '{count, plural, one {One record they shared with others.} other {# records they shared with others.}}',
  'leaving.teams': '{count, plural, one {One team they lead.} other {# teams they lead.}}',
  'leaving.to': 'Who takes over',
  'leaving.unseen': 'Records you may not see, and may not hand over.',
} as const satisfies Record<string, string>;

export const t = wordsOf(en);
