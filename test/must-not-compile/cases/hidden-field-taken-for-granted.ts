// Code that relies on a field its reader may not see.
import type { RowOf } from '../../../src/contract/entity.ts';
import type { contact } from '../../../src/features/contacts/contract.ts';

// right: export const read = (row: RowOf<typeof contact>): number => row.familyName?.length ?? 0;
export const read = (row: RowOf<typeof contact>): number => row.familyName.length; // TS18049
