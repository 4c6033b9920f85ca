// Deals with their lines, and the pipelines and stages they move through.
import { externalId } from '../../contract/external-id.ts';
import { entity } from '../../contract/entity.ts';
import {
  checkbox,
  date,
  dateTime,
  links,
  longText,
  money,
  number,
  percent,
  ref,
  select,
  text,
} from '../../contract/field.ts';

export const pipeline = entity('pipeline', {
  path: 'pipelines',
  label: 'Pipeline',
  labelPlural: 'Pipelines',
  help: 'A way of selling: an ordered row of stages.',
  title: ['name'],
  owner: null,
  setting: true,
  columns: ['name', 'isDefault'],
  fields: {
    name: text({ label: 'Name', required: true, unique: true, key: true, max: 80 }),
    isDefault: checkbox({ label: 'Used when none is chosen', default: false }),
  },
});

export const stage = entity('stage', {
  path: 'stages',
  label: 'Stage',
  labelPlural: 'Stages',
  help: 'A step of a pipeline, with the chance of winning once it is reached.',
  title: ['name'],
  owner: null,
  setting: true,
  columns: ['name', 'pipeline', 'probability', 'outcome', 'position'],
  fields: {
    name: text({ label: 'Name', required: true, key: true, max: 80 }),
    pipeline: ref('pipeline', { label: 'Pipeline', required: true }),
    probability: percent({ label: 'Probability', required: true, least: 0, most: 100 }),
    outcome: select(
      [
        { key: 'open', label: 'Open', tone: 'info' },
        { key: 'won', label: 'Won', tone: 'success' },
        { key: 'lost', label: 'Lost', tone: 'neutral' },
      ],
      { label: 'Outcome', required: true, default: 'open' },
    ),
    position: number({ label: 'Position', required: true, integer: true, least: 0, most: 1000, default: 0 }),
  },
});

export const deal = entity('deal', {
  path: 'deals',
  label: 'Deal',
  labelPlural: 'Deals',
  help: 'Possible and closed sales.',
  title: ['name'],
  columns: ['name', 'company', 'stage', 'amount', 'expectedClose', 'closedOn'],
  weight: ['probability', 'stage.probability'],
  fields: {
    name: text({ label: 'Name', required: true, search: true, key: true }),
    company: ref('company', { label: 'Company' }),
    contact: ref('contact', { label: 'Contact' }),
    pipeline: ref('pipeline', { label: 'Pipeline' }),
    stage: ref('stage', { label: 'Stage' }),
    stageSince: dateTime({ label: 'In this stage since', computed: true, follows: ['stage'] }),
    amount: money({ label: 'Amount', sorted: true }),
    probability: percent({ label: 'Probability', help: 'Empty: the probability of its stage.', least: 0, most: 100 }),
    expectedClose: date({ label: 'Expected close', sorted: true }),
    openedOn: date({ label: 'Opened on' }),
    closedOn: date({ label: 'Closed on', sorted: true }),
    lostReason: text({ label: 'Lost because' }),
    product: text({ label: 'Product', search: true }),
    priceList: ref('priceList', { label: 'Price list', help: 'What its lines start with. Empty: the usual one.' }),
    responsible: ref('user', { label: 'Responsible', help: 'Answers for it beside its owner.' }),
    territories: links(['territory'], { label: 'Territories' }),
    tags: links(['tag'], { label: 'Tags' }),
    notes: longText({ label: 'Notes' }),
    externalId,
  },
});

export const dealLine = entity('dealLine', {
  path: 'deal-lines',
  label: 'Deal line',
  labelPlural: 'Deal lines',
  help: 'What a deal is about, line by line: product, quantity, price, discount.',
  title: ['description'],
  owner: null,
  setting: true,
  partOf: 'deal',
  columns: ['position', 'product', 'description', 'quantity', 'price', 'discount', 'total'],
  fields: {
    deal: ref('deal', { label: 'Deal', required: true }),
    position: number({ label: 'Position', help: 'Empty: behind the last.', integer: true, least: 0, most: 100_000 }),
    product: ref('product', { label: 'Product' }),
    description: text({ label: 'Description', help: 'Empty: the name of the product.', search: true }),
    quantity: number({ label: 'Quantity', default: 1 }),
    price: money({ label: 'Price', help: 'Of one. Empty: by the price list, else of the product.' }),
    discount: percent({ label: 'Discount', least: 0, most: 100 }),
    total: money({ label: 'Total', computed: true, follows: ['quantity', 'price', 'discount'] }),
    externalId,
  },
});
