// Activities on the server: the record actions serve them; here are only their own rules.
import type { Feature } from '../../core/feature.ts';
import { deriveActivities } from './rules.ts';

export const activities: Feature = { name: 'activities', handlers: [], derive: { activity: deriveActivities } };
