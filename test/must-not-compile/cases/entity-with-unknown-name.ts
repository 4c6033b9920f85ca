// An object whose name is not in the closed list, so that no permission could exist for it.
import { entity } from '../../../src/contract/entity.ts';
import { text } from '../../../src/contract/field.ts';

const spec = { path: 'x', label: 'X', labelPlural: 'Xs', help: '', title: [], columns: [], fields: { name: text({ label: 'Name' }) } };
// right: export const secret = entity('contact', spec);
export const secret = entity('secret', spec); // TS2345
