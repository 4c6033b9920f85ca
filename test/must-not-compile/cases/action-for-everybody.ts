// An access that is neither a permission nor a reasoned exception.
import type { Access } from '../../../src/contract/action.ts';

// right: export const access: Access = { may: 'self.use' };
export const access: Access = {}; // TS2322
