// A catalogue that forgets one of the objects.
import { makeCatalog } from '../../../src/core/catalog.ts';
import { entities } from '../../../src/features/entities.ts';

const { team, ...rest } = entities;
// right: export const catalog = makeCatalog({ ...rest, team });
export const catalog = [makeCatalog({ ...rest }), team]; // TS2741
