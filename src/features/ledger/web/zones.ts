// The zones times of the audit log can be written in.

/** That of whoever reads, the company's, that of this browser, or UTC. */
export const zones = ['own', 'company', 'browser', 'utc'] as const;
export type ZoneName = (typeof zones)[number];
