// Code that reads a field the object does not have.
import type { RowOf } from '../../../src/contract/entity.ts';
import type { contact } from '../../../src/features/contacts/contract.ts';

// right: export const read = (row: RowOf<typeof contact>): unknown => row.jobTitle;
export const read = (row: RowOf<typeof contact>): unknown => row.salary; // TS2339
