// What every step of an import is drawn from.
import type { ImportView } from '../contract.ts';
import type { Step } from './steps.ts';
import type { Importing } from './use-import.ts';

export interface StepProps {
  view: ImportView;
  importing: Importing;
  go: (step: Step) => void;
}
