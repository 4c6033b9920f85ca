// Constraint names to problems, in one table: the database's last word, should a check before it have been overtaken by somebody else's write.
import { Problem, invalidField } from '../contract/problem.ts';
import { sqlState, violatedConstraint } from './pg.ts';

/** The refusal for a violated constraint; undefined for errors that are none (those are bugs, and say so). */
export function constraintProblem(error: unknown): Problem | undefined {
  const name = violatedConstraint(error);
  if (name === undefined) return undefined;
  const state = sqlState(error);
  if (name === 'an_owner_remains')
    return new Problem('wrong-state', 'Somebody active must remain owner. Make another person owner first.');
  if (name === 'an_erased_person_stays')
    return new Problem('wrong-state', 'This person has been erased. What is gone cannot be put back.');
  const [entity = '', , ...rest] = name.split('_');
  if (state === '23505') {
    const field = rest.join('_').replace(/_([a-z])/g, (_, c: string) => c.toUpperCase());
    // `_one_`: a value only one record may hold; `_once_`: one only once together with others.
    if (!name.includes('_one_') && !name.includes('_once_')) return undefined;
    return new Problem('already-exists', undefined, {
      errors: [
        {
          field,
          code: 'already-exists',
          reason: `Another ${entity} already has this value.`,
          fits: 'A value no other record has.',
        },
      ],
    });
  }
  if (state === '23503') {
    const field = name.slice(entity.length + 1).replace(/_([a-z])/g, (_, c: string) => c.toUpperCase());
    return invalidField(field, 'not-found', 'What this points to does not exist.');
  }
  return undefined;
}
