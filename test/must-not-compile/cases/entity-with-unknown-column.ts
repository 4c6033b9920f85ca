// An object whose list shows a field it does not have.
import { entity } from '../../../src/contract/entity.ts';
import { text } from '../../../src/contract/field.ts';

const spec = { path: 'x', label: 'X', labelPlural: 'Xs', help: '', title: ['name'], fields: { name: text({ label: 'Name' }) } } as const;
// right: export const thing = entity('contact', { ...spec, columns: ['name'] });
export const thing = entity('contact', { ...spec, columns: ['nmae'] }); // TS2322
