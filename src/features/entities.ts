// The list of built-in objects: a line each.
import type { Entity } from '../contract/entity.ts';
import type { EntityName } from '../contract/names.ts';
import { activity } from './activities/contract.ts';
import { company } from './companies/contract.ts';
import { contact } from './contacts/contract.ts';
import { deal, dealLine, pipeline, stage } from './deals/contract.ts';
import { team, territory, user } from './members/contract.ts';
import { price, priceList, product } from './products/contract.ts';
import { exchangeRate } from './rates/contract.ts';
import { tag } from './tags/contract.ts';

export const entities = {
  company,
  contact,
  deal,
  dealLine,
  activity,
  product,
  priceList,
  price,
  exchangeRate,
  tag,
  pipeline,
  stage,
  user,
  team,
  territory,
} as const satisfies {
  [N in EntityName]: Entity<N>;
};
