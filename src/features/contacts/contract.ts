// Contacts: the people, each with any number of companies, e-mail addresses and phones.
import { externalId } from '../../contract/external-id.ts';
import { entity } from '../../contract/entity.ts';
import { address, date, emails, links, longText, phones, ref, select, text, url } from '../../contract/field.ts';

export const contact = entity('contact', {
  path: 'contacts',
  label: 'Contact',
  labelPlural: 'Contacts',
  help: 'The people you talk to.',
  title: ['givenName', 'familyName'],
  columns: ['companies', 'emails', 'phones', 'stage', 'jobTitle'],
  fields: {
    givenName: text({ label: 'Given name', personal: true, search: true, max: 120 }),
    familyName: text({ label: 'Family name', required: true, personal: true, search: true, key: true, max: 120 }),
    alsoWritten: text({
      label: 'Also written',
      help: 'The name in another script or spelling, such as Михаил Иванов or 山田 太郎. Search finds it.',
      personal: true,
      search: true,
      max: 240,
    }),
    jobTitle: text({ label: 'Job title', personal: true, search: true, max: 160 }),
    companies: links(['company'], {
      label: 'Companies',
      help: 'Where this person works, with the role there.',
      roles: true,
    }),
    emails: emails({ label: 'E-mail', personal: true, search: true, key: true }),
    phones: phones({ label: 'Phone', personal: true, search: true }),
    stage: select(
      [
        { key: 'lead', label: 'Lead', tone: 'accent' },
        { key: 'qualified', label: 'Qualified', tone: 'info' },
        { key: 'customer', label: 'Customer', tone: 'success' },
        { key: 'dormant', label: 'Dormant', tone: 'neutral' },
      ],
      { label: 'Stage' },
    ),
    birthday: date({ label: 'Birthday', personal: true }),
    address: address({ label: 'Address', personal: true }),
    website: url({ label: 'Website', personal: true }),
    responsible: ref('user', { label: 'Responsible', help: 'Answers for it beside its owner.' }),
    territories: links(['territory'], { label: 'Territories' }),
    tags: links(['tag'], { label: 'Tags' }),
    notes: longText({ label: 'Notes', personal: true }),
    externalId,
  },
});
