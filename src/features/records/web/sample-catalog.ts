// A small catalog as the server sends one, for the tests of the pages built from it. Imported first, it also chooses their language.
import { type EntityInfo, readCatalog } from '../../../web/catalog.ts';
import { activateLocale } from '../../../web/i18n/i18n.ts';
import type { CatalogField } from '../../catalog/contract.ts';

// before any page brings its words along
activateLocale('en');

function field(name: string, kind: CatalogField['kind'], more: Partial<CatalogField> = {}): CatalogField {
  return {
    name,
    kind,
    label: name.charAt(0).toUpperCase() + name.slice(1),
    required: false,
    read: 'always',
    edit: 'always',
    create: 'always',
    sortable: true,
    filterable: 'full',
    protected: false,
    computed: false,
    unique: false,
    key: false,
    fits: '',
    ...more,
  };
}

const shared = { help: '', menu: true, setting: false, hasOwner: true, verbs: ['view', 'edit'] };

const catalog = readCatalog({
  entities: [
    {
      ...shared,
      name: 'deal',
      path: 'deals',
      label: 'Deal',
      labelPlural: 'Deals',
      title: ['name'],
      columns: ['name'],
      fields: [
        field('name', 'text', { required: true }),
        field('company', 'ref', { to: ['company'] }),
        field('stage', 'ref', { to: ['stage'] }),
        field('amount', 'money'),
        field('probability', 'percent'),
        field('closedOn', 'date'),
        field('notes', 'longText'),
        field('secret', 'text', { protected: true }),
        field('externalId', 'text', { unique: true }),
        field('reason', 'text', { read: 'sometimes' }),
      ],
    },
    {
      ...shared,
      name: 'company',
      path: 'companies',
      label: 'Company',
      labelPlural: 'Companies',
      title: ['name'],
      columns: ['name'],
      fields: [field('name', 'text'), field('industry', 'text'), field('employees', 'number')],
    },
    {
      ...shared,
      name: 'stage',
      path: 'stages',
      label: 'Stage',
      labelPlural: 'Stages',
      title: ['name'],
      setting: true,
      menu: true,
      hasOwner: false,
      columns: ['name'],
      fields: [
        field('name', 'text'),
        field('probability', 'percent'),
        field('outcome', 'select', {
          options: [
            { key: 'open', label: 'Open' },
            { key: 'won', label: 'Won' },
            { key: 'lost', label: 'Lost' },
          ],
        }),
      ],
    },
  ],
});

export function sampleEntity(name: 'deal' | 'company' | 'stage'): EntityInfo {
  return catalog.byName.get(name)!;
}
