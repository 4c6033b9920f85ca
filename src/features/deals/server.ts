// Deals on the server: the record actions serve them; here are only their own rules.
import type { Feature } from '../../core/feature.ts';
import { deriveLines } from './lines.ts';
import { deriveDeals } from './rules.ts';

export const deals: Feature = { name: 'deals', handlers: [], derive: { deal: deriveDeals, dealLine: deriveLines } };
