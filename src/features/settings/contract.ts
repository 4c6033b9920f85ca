// The company's own settings: language, currency, time zone, usual country.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';

const region = {
  locale: z.string().check(z.maxLength(35)),
  currency: z.string().check(z.maxLength(3)),
  timeZone: z.string().check(z.maxLength(60)),
  country: z.nullable(z.string().check(z.maxLength(2))),
};

export const viewRegion = action({
  name: 'settings.view',
  looking: 'as-them',
  http: 'GET /settings',
  access: { may: 'self.use' },
  summary: 'How the company writes numbers and dates, counts money and reckons days.',
  input: z.strictObject({}),
  output: z.strictObject(region),
});
export type RegionView = z.infer<typeof viewRegion.output>;

export const editRegion = action({
  name: 'settings.edit',
  http: 'PATCH /settings',
  access: { may: 'admin.settings' },
  summary: 'Changes language, currency, time zone or usual country, for everybody at once.',
  input: z.partial(z.strictObject(region)),
  output: z.strictObject(region),
});
