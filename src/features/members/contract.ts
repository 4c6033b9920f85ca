// Members: the people who work here and their teams. Accounts come only from invitations.
import { entity } from '../../contract/entity.ts';
import { email, links, ref, select, text } from '../../contract/field.ts';

export const user = entity('user', {
  path: 'users',
  label: 'User',
  labelPlural: 'Users',
  help: 'People with an account here, or placeholders for people named in imported data.',
  title: ['name'],
  owner: 'id',
  setting: true,
  made: 'member.invite',
  columns: ['name', 'email', 'status', 'teams'],
  fields: {
    name: text({ label: 'Name', required: true, search: true, key: true, personal: true, max: 120 }),
    email: email({ label: 'E-mail', search: true, key: true, unique: true, personal: true }),
    status: select(
      [
        { key: 'invited', label: 'Invited', tone: 'info' },
        { key: 'active', label: 'Active', tone: 'success' },
        { key: 'inactive', label: 'Inactive', tone: 'neutral' },
        { key: 'placeholder', label: 'Placeholder', tone: 'neutral' },
      ],
      { label: 'Status', required: true, computed: true },
    ),
    teams: links(['team'], { label: 'Teams' }),
  },
});

export const team = entity('team', {
  path: 'teams',
  label: 'Team',
  labelPlural: 'Teams',
  help: 'People who work together; the scope "team" means records of everybody who shares a team with you.',
  title: ['name'],
  owner: null,
  setting: true,
  columns: ['name', 'parent', 'lead'],
  fields: {
    name: text({ label: 'Name', required: true, unique: true, key: true, search: true, max: 80 }),
    parent: ref('team', { label: 'Part of' }),
    lead: ref('user', { label: 'Lead' }),
  },
});
