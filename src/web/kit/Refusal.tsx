// Why what was sent was refused, said where it was sent from.
import type { ReactElement } from 'react';
import { problemLine } from '../problem-text.ts';

/** `why`: an error as it came, or words of the page's own; null: nothing was refused. */
export function Refusal({ why }: { why: unknown }): ReactElement | null {
  if (why === null) return null;
  return (
    <div className="banner banner-danger" role="alert">
      {typeof why === 'string' ? why : problemLine(why)}
    </div>
  );
}
