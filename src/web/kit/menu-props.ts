// What a menu is made of: types.
import type { LucideIcon } from 'lucide-react';

export interface MenuItem {
  readonly text: string;
  readonly icon?: LucideIcon;
  readonly shortcut?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** a check mark tells that it is on */
  readonly checked?: boolean;
  readonly onSelect: () => void;
}

export type MenuEntry = MenuItem | 'line';

export interface MenuProps {
  anchor: Element;
  onClose: () => void;
  label: string;
  /** a quiet first line */
  heading?: string;
  items: readonly MenuEntry[];
  /** where the focus goes when it closes; to the anchor where nothing is said */
  focusAfter?: () => HTMLElement | null;
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'bottom';
}
