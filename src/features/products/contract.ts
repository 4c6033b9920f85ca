// Products, and price lists with a price of each product.
import { externalId } from '../../contract/external-id.ts';
import { entity } from '../../contract/entity.ts';
import { checkbox, date, longText, money, ref, text } from '../../contract/field.ts';

export const product = entity('product', {
  path: 'products',
  label: 'Product',
  labelPlural: 'Products',
  help: 'What you sell.',
  title: ['name'],
  owner: null,
  columns: ['name', 'code', 'price', 'unit', 'active'],
  fields: {
    name: text({ label: 'Name', required: true, search: true, key: true }),
    code: text({ label: 'Code', unique: true, exact: true, key: true, search: true, max: 80 }),
    price: money({ label: 'Price', help: 'Counts where no price list has one.', sorted: true }),
    unit: text({ label: 'Unit', help: 'What one of it is: piece, hour, kg.', max: 40 }),
    active: checkbox({ label: 'On sale', default: true }),
    description: longText({ label: 'Description' }),
    externalId,
  },
});

export const priceList = entity('priceList', {
  path: 'price-lists',
  label: 'Price list',
  labelPlural: 'Price lists',
  help: 'Prices in one currency, for a time or for good.',
  title: ['name'],
  owner: null,
  setting: true,
  columns: ['name', 'currency', 'validFrom', 'validTo', 'isDefault'],
  fields: {
    name: text({ label: 'Name', required: true, unique: true, key: true, search: true, max: 120 }),
    currency: text({ label: 'Currency', help: 'ISO 4217, such as EUR.', required: true, exact: true, max: 3 }),
    validFrom: date({ label: 'Valid from', help: 'Empty: always has been.' }),
    validTo: date({ label: 'Valid to', help: 'The last day. Empty: until further notice.' }),
    isDefault: checkbox({ label: 'Used when none is chosen', default: false }),
  },
});

export const price = entity('price', {
  path: 'prices',
  label: 'Price',
  labelPlural: 'Prices',
  help: 'What a product costs by a price list.',
  title: [],
  owner: null,
  setting: true,
  partOf: 'priceList',
  together: [['priceList', 'product']],
  columns: ['priceList', 'product', 'amount'],
  fields: {
    priceList: ref('priceList', { label: 'Price list', required: true }),
    product: ref('product', { label: 'Product', required: true }),
    amount: money({ label: 'Amount', required: true }),
  },
});
