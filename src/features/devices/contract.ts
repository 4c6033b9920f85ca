// Devices: the browsers people are known by, for themselves and for administrators.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';

const device = z.object({
  id: z.string(),
  /** as its owner calls it */
  label: z.nullable(z.string()),
  userAgent: z.nullable(z.string()),
  address: z.nullable(z.string()),
  country: z.nullable(z.string()),
  since: z.string(),
  lastAt: z.string(),
  until: z.string(),
  sessions: z.int(),
  current: z.boolean(),
});
export type DeviceOut = z.infer<typeof device>;

const rows = z.object({ rows: z.array(device) });
const id = z.strictObject({ id: z.uuid() });

export const listDevices = action({
  name: 'device.list',
  http: 'GET /me/devices',
  access: { signedIn: true },
  summary:
    'The browsers I am known by: what, since when, last used when and from where, and how many sessions are open on each.',
  input: z.strictObject({}),
  output: rows,
});

export const renameDevice = action({
  name: 'device.rename',
  http: 'PATCH /me/devices/:id',
  access: { signedIn: true },
  summary: 'Call one of my devices by a name I know it by.',
  input: z.strictObject({
    id: z.uuid(),
    label: z.nullable(z.string().check(z.trim(), z.minLength(1), z.maxLength(60))),
  }),
  output: z.object({}),
});

export const forgetDevice = action({
  name: 'device.forget',
  http: 'DELETE /me/devices/:id',
  access: { signedIn: true },
  summary:
    'Know a device no more: sessions on it end, but for the one at hand, and it is as strange as any other at the next sign-in.',
  input: id,
  output: z.object({}),
});

export const forgetOtherDevices = action({
  name: 'device.forgetOthers',
  http: 'DELETE /me/devices',
  access: { signedIn: true },
  summary: 'Know no device of mine any more but this one.',
  input: z.strictObject({}),
  output: z.object({ forgotten: z.int() }),
});

export const devicesOfMember = action({
  name: 'device.listOf',
  http: 'GET /members/:id/devices',
  access: { may: 'admin.members' },
  summary: 'The browsers somebody is known by.',
  input: id,
  output: rows,
});

export const forgetDeviceOfMember = action({
  name: 'device.forgetOf',
  http: 'DELETE /members/:id/devices/:device',
  access: { may: 'admin.members' },
  summary: 'Know a device of somebody no more: sessions on it end.',
  input: z.strictObject({ id: z.uuid(), device: z.uuid() }),
  output: z.object({}),
});
