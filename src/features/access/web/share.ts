// A share as the pages hold it.

export interface Share {
  readonly id: string;
  readonly entity: string;
  readonly record: string;
  readonly title: string | null;
  readonly with: { readonly kind: 'user' | 'team'; readonly id: string; readonly title: string } | null;
  readonly edit: boolean;
  readonly by: { readonly id: string; readonly title: string } | null;
  readonly at: string;
  readonly until: string;
  readonly reason: string | null;
}

export const sharesKey = (entity: string, id: string) => ['shares', entity, id] as const;
