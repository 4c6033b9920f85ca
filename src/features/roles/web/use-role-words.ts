// Rights by their words where roles are looked at: saved totals are named there as everything there is to give.
import type { NamedObject, RightNames } from '../../../contract/right-names.ts';
import { useRightWords } from '../../../web/access/right-words.ts';
import { useRoleMatrix } from './use-roles.ts';

export function useRoleWords(objects?: readonly NamedObject[]): RightNames {
  return useRightWords(objects, useRoleMatrix().data?.catalogue.totals);
}
