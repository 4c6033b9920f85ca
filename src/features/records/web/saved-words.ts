// The texts of saved totals; they are loaded with the page of totals.
import { wordsOf } from '../../../web/i18n/i18n.ts';

const en = {
  'saved.actions': 'Saved totals: actions',
  'saved.askAnew': 'Ask anew',
  'saved.away': 'Put away',
  'saved.awayHelp':
    'Nobody opens them until they are brought back. Roles that give the right to open them go on giving it.',
  'saved.awayHere': 'These totals are put away',
  'saved.awaySince': 'Put away {when}',
  'saved.bringBack': 'Bring back',
  'saved.bringBackOf': 'Bring back: {name}',
  'saved.by': 'Saved by {name}',
  'saved.byNobody': 'Saved by somebody you do not see',
  'saved.cannot': 'Cannot be asked',
  'saved.cannotHelp':
    'They ask for something that is retired or that you may not see, so they are not reckoned. Nothing of them is lost: whoever may change them finds them as they were saved.',
  'saved.cannotTitle': 'These totals cannot be reckoned for you',
  'saved.change': 'Name and purpose…',
  'saved.changeTitle': 'Change “{name}”',
  'saved.changed': 'Changed',
  'saved.delete': 'Delete for good',
  'saved.deleteAsk': 'Its name and its question are gone then, and there is no way back. Type its name to go on.',
  'saved.deleteName': 'Its name',
  'saved.deleteOf': 'Delete for good: {name}',
  'saved.deleteTitle': 'Delete “{name}” for good',
  'saved.done.bring-back': '“{name}” is back.',
  'saved.done.changed': '“{name}” is changed.',
  'saved.done.put-away': '“{name}” is put away.',
  'saved.done.remove': '“{name}” is deleted for good.',
  'saved.done.saved': '“{name}” is saved.',
  'saved.empty': 'Nothing is saved yet',
  'saved.emptyHelp':
    'Ask for totals, then save the question under a name: it is yours alone until you offer it to others.',
  'saved.emptyOffered': 'No totals are offered to you',
  'saved.emptyOfferedHelp':
    'Saved totals that a role lets you open stand here. Questions of your own are not among what your roles allow.',
  'saved.group.mine': 'Mine',
  'saved.group.offered': 'Offered to me',
  'saved.help': 'What they are for',
  'saved.helpHelp': 'A sentence or two for those who open them.',
  'saved.keepMine': 'Keep for me alone',
  'saved.list': 'Saved totals',
  'saved.missing':
    'Left out, because it is retired or not for you to see: {parts}. What was saved stays as it is until you save over it.',
  'saved.missing.by': 'a field it is grouped by',
  'saved.missing.filter': 'the filter and the search',
  'saved.missing.measures': 'a figure',
  'saved.missing.object': 'the records themselves',
  'saved.mineOnly': 'Only you',
  'saved.name': 'Name',
  'saved.nowhere': 'There are no such saved totals',
  'saved.nowhereHelp': 'They may have been put away, or they are not offered to you.',
  'saved.offer': 'Offer to others…',
  'saved.offerBox': 'Offer to others',
  'saved.offerHelp':
    'It then is a right of its own: roles give it, and until one does only you open it. The figures are always those of what each person may see. Name, purpose and filter are read by all who may open it.',
  'saved.offerNot': 'To offer totals to others takes a right you do not hold.',
  'saved.offered': 'Offered to others',
  'saved.openTo': 'Who may open it…',
  'saved.openToHelp':
    'Everybody with the right to open it now, and what gives it. The figures are those of what each of them may see.',
  'saved.openToNobody':
    'Nobody has the right to open it yet. It is given by roles, under “Saved totals offered to others”.',
  'saved.openToOthers': '{count, plural, one {and # person you do not see} other {and # people you do not see}}',
  'saved.openToTitle': 'Who may open “{name}”',
  'saved.putAway': 'Put away',
  'saved.put': 'Save',
  'saved.reset': 'Reset',
  'saved.save': 'Save these totals…',
  'saved.saveAs': 'Save as new…',
  'saved.saveHelp':
    'The question is kept, not its answer: the figures are reckoned whenever it is opened, by the rights of whoever opens it.',
  'saved.saveTitle': 'Save these totals',
  'saved.then': 'Saved totals of then',
  'saved.thenEmpty': 'No totals were saved by then',
  'saved.thenHelp': 'As they were called and asked at this moment; figures are those of then.',
  'saved.title': 'Saved',
} as const satisfies Record<string, string>;

export const t = wordsOf(en);
