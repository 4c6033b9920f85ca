// Exchange rates: what one unit of a currency was worth in the company's own, day by day.
import { entity } from '../../contract/entity.ts';
import { date, number, text } from '../../contract/field.ts';

export const exchangeRate = entity('exchangeRate', {
  path: 'exchange-rates',
  label: 'Exchange rate',
  labelPlural: 'Exchange rates',
  help: "What one unit of a currency is worth in the company's own from a day on. Totals in one currency use the latest.",
  title: ['currency'],
  owner: null,
  setting: true,
  together: [['currency', 'date']],
  columns: ['currency', 'date', 'rate'],
  fields: {
    currency: text({
      label: 'Currency',
      help: 'ISO 4217, such as USD.',
      required: true,
      exact: true,
      max: 3,
    }),
    date: date({ label: 'Date', help: 'The day from which it counts.', required: true, sorted: true }),
    rate: number({
      label: 'Rate',
      help: "What one unit is worth in the company's currency.",
      required: true,
      least: 0,
    }),
  },
});
