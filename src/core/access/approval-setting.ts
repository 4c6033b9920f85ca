// What a second administrator has to approve: the document, how it is read, and what it may not be.
import { Problem } from '../../contract/problem.ts';
import { type SecurityClass, isSecurityClass } from '../../contract/security-change.ts';
import type { Setting } from '../settings/setting.ts';
import type { Unit } from '../unit.ts';

export interface ApprovalDoc {
  readonly classes: readonly SecurityClass[];
  readonly delayHours: number;
  readonly expiresDays: number;
}

export async function readApprovals(unit: Unit): Promise<ApprovalDoc> {
  const { rows } = await unit.query<ApprovalDoc>(
    'select classes, delay_hours as "delayHours", expires_days as "expiresDays" from core.approval_policy',
  );
  return rows[0]!;
}

export const approvalSetting: Setting<ApprovalDoc> = {
  verb: 'approval policy set',
  title: 'Policy of approvals',
  right: 'admin.policy',
  security: 'policy',
  labels: { classes: 'Asked for', delayHours: 'Hours alone', expiresDays: 'Days' },
  read: readApprovals,
  fit: ({ classes, delayHours, expiresDays }) => {
    if (!classes.every((name) => isSecurityClass(name) && name !== 'policy'))
      throw new Problem('invalid-input', 'There is no such class of change, or it is the policy, which guards itself.');
    return { classes: [...new Set(classes)].sort(), delayHours, expiresDays };
  },
  keep: (unit, { classes, delayHours, expiresDays }) =>
    unit.query('update core.approval_policy set classes = $1, delay_hours = $2, expires_days = $3', [
      classes,
      delayHours,
      expiresDays,
    ]),
};
