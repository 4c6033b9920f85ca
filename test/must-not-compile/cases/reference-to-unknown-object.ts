// A reference to an object that does not exist.
import { ref } from '../../../src/contract/field.ts';

// right: export const company = ref('company', { label: 'Company' });
export const company = ref('compny', { label: 'Company' }); // TS2769
