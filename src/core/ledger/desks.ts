// The desks of a unit of work that are about the ledger.
import type { Unit } from '../unit.ts';
import type { ArchiveStore } from './archive-store.ts';
import { type ConfigurationDesk, makeConfigurationDesk } from './configuration.ts';
import type { LedgerDesk } from './desk.ts';
import { type ExtractDesk, makeExtractDesk } from './extract.ts';
import { makeLedgerDesk } from './read-desk.ts';
import { makeSearchDesk } from './searches-desk.ts';
import type { SearchDesk } from './searches.ts';

export interface LedgerDesks {
  /** what happened, as far as one may see it */
  readonly ledger: LedgerDesk;
  /** what was changed of how the company works */
  readonly configuration: ConfigurationDesk;
  /** questions to the ledger that are kept */
  readonly searches: SearchDesk;
  /** signs what is taken out of the ledger */
  readonly extracts: ExtractDesk;
}

/** `archives`: where old values lie. */
export function makeLedgerDesks(unit: Unit, archives: ArchiveStore | undefined): LedgerDesks {
  return {
    ledger: makeLedgerDesk(unit, archives),
    configuration: makeConfigurationDesk(unit),
    searches: makeSearchDesk(unit),
    extracts: makeExtractDesk(unit),
  };
}
