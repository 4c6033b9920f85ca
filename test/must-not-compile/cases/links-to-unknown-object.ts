// Links to an object that does not exist.
import { links } from '../../../src/contract/field.ts';

// right: export const about = links(['company', 'deal'], { label: 'About' });
export const about = links(['company', 'deals'], { label: 'About' }); // TS2820
