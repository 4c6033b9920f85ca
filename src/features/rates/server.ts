// Exchange rates on the server: the record actions serve them; here are only their own rules.
import type { Feature } from '../../core/feature.ts';
import { deriveRates } from './rules.ts';

export const rates: Feature = { name: 'rates', handlers: [], derive: { exchangeRate: deriveRates } };
