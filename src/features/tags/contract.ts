// Tags: words of one's own to mark companies, contacts and deals with.
import { entity } from '../../contract/entity.ts';
import { select, text } from '../../contract/field.ts';

export const tag = entity('tag', {
  path: 'tags',
  label: 'Tag',
  labelPlural: 'Tags',
  help: 'Words of your own to mark companies, contacts and deals with.',
  title: ['name'],
  owner: null,
  setting: true,
  columns: ['name', 'tone'],
  fields: {
    name: text({ label: 'Name', required: true, unique: true, key: true, search: true, max: 60 }),
    tone: select(
      [
        { key: 'neutral', label: 'Grey', tone: 'neutral' },
        { key: 'accent', label: 'Brass', tone: 'accent' },
        { key: 'info', label: 'Blue', tone: 'info' },
        { key: 'success', label: 'Green', tone: 'success' },
        { key: 'danger', label: 'Red', tone: 'danger' },
      ],
      { label: 'Colour', default: 'neutral' },
    ),
  },
});
