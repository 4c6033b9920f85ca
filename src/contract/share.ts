// One record shared with a person or a team, as core tells it and pages hold it.

export interface Share {
  readonly id: string;
  readonly entity: string;
  readonly record: string;
  /** of the record; null: it may not be seen */
  readonly title: string | null;
  /** null: there is one, and it may not be seen */
  readonly with: { readonly kind: 'user' | 'team'; readonly id: string; readonly title: string } | null;
  readonly edit: boolean;
  readonly by: { readonly id: string; readonly title: string } | null;
  readonly at: string;
  /** it ends at this instant */
  readonly until: string;
  readonly reason: string | null;
}
