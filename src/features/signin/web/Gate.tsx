// The frame of the pages before the door: sign-in and one-time links. It says under which address the vault lives.
import { ShieldCheck } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

export function Gate({ title, place, children }: { title: string; place?: string; children: ReactNode }): ReactElement {
  return (
    <main className="gate">
      <div className="gate-box">
        <p className="row gate-brand">
          <ShieldCheck className="icon" aria-hidden />
          <span className="strong">Strongroom</span>
          <span className="muted end ellipsis">{place ?? location.hostname}</span>
        </p>
        <h1 tabIndex={-1}>{title}</h1>
        {children}
      </div>
    </main>
  );
}
