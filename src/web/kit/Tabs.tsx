// Tabs over panels; the list is one tab stop and the arrows move inside it.
import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactElement, ReactNode } from 'react';

export interface TabsProps<V extends string> {
  value: V;
  onChange: (value: V) => void;
  label: string;
  tabs: readonly { value: V; label: ReactNode; panel: ReactNode }[];
}

export function Tabs<V extends string>({ value, onChange, label, tabs }: TabsProps<V>): ReactElement {
  return (
    <Base.Root className="tabs" value={value} onValueChange={(next) => onChange(next as V)}>
      <Base.List className="tab-list" aria-label={label}>
        {tabs.map((tab) => (
          <Base.Tab key={tab.value} value={tab.value} className="tab">
            {tab.label}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value} className="tab-panel">
          {tab.panel}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
