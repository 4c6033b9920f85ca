// Devices: each line a call of the desk.
import { type Feature, on } from '../../core/feature.ts';
import {
  devicesOfMember,
  forgetDevice,
  forgetDeviceOfMember,
  forgetOtherDevices,
  listDevices,
  renameDevice,
} from './contract.ts';

export const devices: Feature = {
  name: 'devices',
  handlers: [
    on(listDevices, async (tx) => ({ rows: await tx.devices.list() })),
    on(renameDevice, async (tx, { id, label }) => {
      await tx.devices.rename(id, label);
      return {};
    }),
    on(forgetDevice, async (tx, { id }) => {
      await tx.devices.forget(id);
      return {};
    }),
    on(forgetOtherDevices, async (tx) => ({ forgotten: await tx.devices.forgetOthers() })),
    on(devicesOfMember, async (tx, { id }) => ({ rows: await tx.devices.listOf(id) })),
    on(forgetDeviceOfMember, async (tx, { id, device }) => {
      await tx.devices.forgetOf(id, device);
      return {};
    }),
  ],
};
