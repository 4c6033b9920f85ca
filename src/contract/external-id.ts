// The id a record has in another system, by which it is found again: the same field on every object that data is brought into.
import { text } from './field.ts';

export const externalId = text({
  label: 'External ID',
  help: 'The id this record has in another system.',
  unique: true,
  exact: true,
  key: true,
  search: true,
  max: 120,
});
