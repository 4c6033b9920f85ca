// The texts of explanations: why somebody may or may not, and how to ask for it.
import { wordsOf } from '../i18n/i18n.ts';

const en = {
  'ask.ask': 'Ask for access',
  'ask.asked': 'Asked. You find the answer under Access requests.',
  'ask.help': 'It goes to those who could give it, with your name and your reason.',
  'ask.reason': 'Why you need it',
  'ask.send': 'Send request',
  'ask.title': 'Ask for: {what}',
  'why.also': 'This field needs a right of its own',
  'why.because': 'because {parts}',
  'why.field.edit': 'The field may be seen and changed.',
  'why.field.hidden': 'The field is hidden here.',
  'why.field.masked': 'Only a mask of the field is shown here.',
  'why.field.read': 'The field may be seen, not changed.',
  'why.gives': '{role} gives it for {scope}',
  'why.givesFieldAs': 'and this field as: {right}',
  'why.givesTypes': ' ({types})',
  'why.givesNot': '{role} gives it for {scope}, and this record is not one of them',
  'why.may': 'Yes',
  'why.mayNot': 'No',
  'why.missingModule': 'No role gives the part of the product it belongs to ({right}).',
  'why.missingRight': 'No role gives this right ({right}).',
  'why.ruleScope': 'records where {rule}',
  'why.shareScope': 'this record, because it is shared',
  'why.whole': 'It is a part of another record, and that one',
} as const satisfies Record<string, string>;

export const t = wordsOf(en);
