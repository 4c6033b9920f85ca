// The currencies money may be in: those of ISO 4217.
const codes: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

export function isCurrency(code: unknown): code is string {
  return typeof code === 'string' && codes.has(code);
}
