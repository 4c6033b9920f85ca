// The sign of a scope: a shape of its own for each, beside its word, so that none is told by colour alone.
import type { ReactElement } from 'react';

const shapes: Readonly<Record<string, ReactElement>> = {
  none: <circle cx="7" cy="7" r="5.5" className="sign-line" />,
  own: (
    <>
      <circle cx="7" cy="7" r="5.5" className="sign-line" />
      <circle cx="7" cy="7" r="2" />
    </>
  ),
  team: (
    <>
      <circle cx="7" cy="7" r="5.5" className="sign-line" />
      <path d="M7 1.5a5.5 5.5 0 0 1 0 11Z" />
    </>
  ),
  teamBelow: (
    <>
      <circle cx="7" cy="7" r="5.5" className="sign-line" />
      <path d="M7 7V1.5a5.5 5.5 0 1 1-5.5 5.5Z" />
    </>
  ),
  territory: <path d="M7 1 13 7 7 13 1 7Z" className="sign-line sign-half" />,
  all: <circle cx="7" cy="7" r="6.2" />,
  rule: <path d="M2 2h10v10H2ZM4.5 5.5h5M4.5 8.5h5" className="sign-line" />,
};

export function ScopeSign({ scope }: { scope: string }): ReactElement {
  return (
    <svg
      className={`scope-sign scope-${scope}`}
      width="14"
      height="14"
      viewBox="0 0 14 14"
      aria-hidden
      focusable="false"
    >
      {shapes[scope] ?? shapes['none']}
    </svg>
  );
}
