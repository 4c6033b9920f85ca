// How far something is; without a total it only says that it goes on.
import type { ReactElement } from 'react';

export function ProgressBar({
  value,
  total,
  label,
}: {
  value: number;
  total: number | null;
  label: string;
}): ReactElement {
  return total === null || total === 0 ? (
    <progress className="progress" aria-label={label} />
  ) : (
    <progress className="progress" aria-label={label} value={value} max={total} />
  );
}
