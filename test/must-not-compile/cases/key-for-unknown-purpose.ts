// A key for a purpose that is not listed.
import type { Keyring } from '../../../src/core/crypto/keyring.ts';

// right: export const key = (keys: Keyring): Buffer => keys.purpose('fields');
export const key = (keys: Keyring): Buffer => keys.purpose('everything'); // TS2345
