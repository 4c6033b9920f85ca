// The list of features: a line each. The composition root hands it to the door and to the edges.
import type { Feature } from '../core/feature.ts';
import type { Eraser } from '../core/ledger/eraser.ts';
import { access } from './access/server.ts';
import { activities } from './activities/server.ts';
import { applications } from './applications/server.ts';
import { approvals } from './approvals/server.ts';
import { bin } from './bin/server.ts';
import { catalog } from './catalog/server.ts';
import { configuration } from './configuration/server.ts';
import { deals } from './deals/server.ts';
import { erasure } from './erasure/server.ts';
import { exports } from './exports/server.ts';
import { extracts } from './extracts/server.ts';
import { factors } from './factors/server.ts';
import { holders } from './holders/server.ts';
import { imports } from './imports/server.ts';
import { keys } from './keys/server.ts';
import { jobs } from './jobs/server.ts';
import { type LeakChecker, makeLeaks } from './leaks/server.ts';
import { ledger } from './ledger/server.ts';
import { looks } from './looks/server.ts';
import { losses } from './losses/server.ts';
import { mail } from './mail/server.ts';
import { members } from './members/server.ts';
import { network } from './network/server.ts';
import { notices } from './notices/server.ts';
import { operations } from './operations/server.ts';
import { past } from './past/server.ts';
import { presets } from './presets/server.ts';
import { privacy } from './privacy/server.ts';
import { products } from './products/server.ts';
import { rates } from './rates/server.ts';
import { records } from './records/server.ts';
import { requests } from './requests/server.ts';
import { roles } from './roles/server.ts';
import { search } from './search/server.ts';
import { searches } from './searches/server.ts';
import { securityPolicy } from './security-policy/server.ts';
import { sessions } from './sessions/server.ts';
import { settings } from './settings/server.ts';
import { shape } from './shape/server.ts';
import { signin } from './signin/server.ts';
import { signs } from './signs/server.ts';
import { tips } from './tips/server.ts';

/** What the host plane hands to features that need it; without it they say who else can. */
export interface FromHost {
  readonly leakChecker?: LeakChecker;
  readonly eraser?: Eraser;
}

export const featuresWith = ({ leakChecker }: FromHost): readonly Feature[] => [
  signin,
  factors,
  members,
  mail,
  catalog,
  records,
  search,
  settings,
  shape,
  deals,
  products,
  rates,
  activities,
  imports,
  exports,
  access,
  holders,
  looks,
  requests,
  approvals,
  roles,
  keys,
  applications,
  network,
  sessions,
  securityPolicy,
  signs,
  losses,
  presets,
  tips,
  jobs,
  notices,
  operations,
  past,
  bin,
  makeLeaks(leakChecker ?? null),
  ledger,
  searches,
  extracts,
  configuration,
  privacy,
  erasure,
];

export const features: readonly Feature[] = featuresWith({});
