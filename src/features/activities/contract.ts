// Activities: tasks, calls, meetings and notes, linked to any company, contact or deal.
import { externalId } from '../../contract/external-id.ts';
import { entity } from '../../contract/entity.ts';
import { checkbox, dateTime, links, longText, select, text } from '../../contract/field.ts';

export const activity = entity('activity', {
  path: 'activities',
  label: 'Activity',
  labelPlural: 'Activities',
  help: 'What was done and what is to be done.',
  title: ['subject'],
  columns: ['type', 'subject', 'about', 'due', 'done', 'priority'],
  fields: {
    type: select(
      [
        { key: 'task', label: 'Task' },
        { key: 'call', label: 'Call' },
        { key: 'meeting', label: 'Meeting' },
        { key: 'note', label: 'Note' },
      ],
      { label: 'Type', required: true, default: 'task' },
    ),
    subject: text({ label: 'Subject', required: true, search: true }),
    body: longText({ label: 'Text' }),
    due: dateTime({ label: 'Due', sorted: true }),
    remindAt: dateTime({ label: 'Remind at', help: 'Tells the owner once, at that time.', sorted: true }),
    done: checkbox({ label: 'Done', default: false }),
    doneAt: dateTime({ label: 'Done at', computed: true }),
    priority: select(
      [
        { key: 'low', label: 'Low', tone: 'neutral' },
        { key: 'normal', label: 'Normal' },
        { key: 'high', label: 'High', tone: 'danger' },
      ],
      { label: 'Priority' },
    ),
    about: links(['company', 'contact', 'deal'], { label: 'About' }),
    externalId,
  },
});
