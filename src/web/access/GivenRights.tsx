// What a program is given, a key or an application: the matrix of what one holds oneself, and under each object the rights on its fields.
import type { ReactElement } from 'react';
import { FormField } from '../kit/FormField.tsx';
import { FieldRights } from './FieldRights.tsx';
import type { Grants } from './grants.ts';
import { Matrix } from './Matrix.tsx';
import { givenVerbs, useMine } from './use-mine.ts';
import { t } from './words.ts';

interface Props {
  help: string;
  error: string | null;
  grants: Grants;
  /** as it is now: what differs is marked; the same for a new one */
  before: Grants;
  onChange: (next: Grants) => void;
}

export function GivenRights({ help, error, ...rest }: Props): ReactElement {
  const objects = useMine();
  return (
    <FormField label={t('programs.rights')} group help={help} error={error}>
      {() => <Matrix objects={objects} verbs={givenVerbs} {...rest} Fields={FieldRights} />}
    </FormField>
  );
}
