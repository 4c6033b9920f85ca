// Companies: firms we deal with, and their parent companies.
import { externalId } from '../../contract/external-id.ts';
import { entity } from '../../contract/entity.ts';
import {
  address,
  date,
  emails,
  links,
  longText,
  money,
  number,
  phones,
  ref,
  select,
  text,
  url,
} from '../../contract/field.ts';

export const company = entity('company', {
  path: 'companies',
  label: 'Company',
  labelPlural: 'Companies',
  help: 'Firms and organisations you deal with.',
  title: ['name'],
  columns: ['name', 'industry', 'domain', 'phones', 'employees', 'annualRevenue', 'parent'],
  fields: {
    name: text({ label: 'Name', required: true, search: true, key: true }),
    alsoWritten: text({
      label: 'Also written',
      help: 'The name in another script or spelling, such as Северсталь or 東芝. Search finds it.',
      search: true,
    }),
    domain: text({
      label: 'Domain',
      help: 'The part after @ in its e-mail addresses.',
      search: true,
      key: true,
      max: 253,
    }),
    website: url({ label: 'Website' }),
    industry: text({ label: 'Industry', max: 100 }),
    status: select(
      [
        { key: 'prospect', label: 'Prospect', tone: 'info' },
        { key: 'customer', label: 'Customer', tone: 'success' },
        { key: 'partner', label: 'Partner', tone: 'accent' },
        { key: 'former', label: 'Former customer', tone: 'neutral' },
      ],
      { label: 'Status' },
    ),
    parent: ref('company', { label: 'Parent company' }),
    phones: phones({ label: 'Phone', search: true }),
    emails: emails({ label: 'E-mail', search: true, key: true }),
    address: address({ label: 'Address' }),
    employees: number({ label: 'Employees', integer: true, least: 0 }),
    annualRevenue: money({ label: 'Annual revenue' }),
    founded: number({ label: 'Founded', help: 'Year.', integer: true, least: 1000, most: 2200 }),
    customerSince: date({ label: 'Customer since' }),
    taxNumber: text({
      label: 'Tax number',
      help: 'Stored sealed under your own key.',
      protected: true,
      unique: true,
      key: true,
      max: 40,
    }),
    responsible: ref('user', { label: 'Responsible', help: 'Answers for it beside its owner.' }),
    territories: links(['territory'], { label: 'Territories' }),
    tags: links(['tag'], { label: 'Tags' }),
    notes: longText({ label: 'Notes' }),
    externalId,
  },
});
