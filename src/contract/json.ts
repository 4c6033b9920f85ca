// The type of what can travel as JSON.
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
