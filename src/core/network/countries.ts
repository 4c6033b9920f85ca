// In which country an address is, as far as the map says that whoever runs the installation has given. Without a map nobody knows.
import { type CountryResponse, Reader } from 'mmdb-lib';

let map: Reader<CountryResponse> | undefined;

/** At start, by whoever composes the program. Throws what is wrong with the file. */
export function setCountryMap(bytes: Buffer | undefined): void {
  map = bytes === undefined ? undefined : new Reader<CountryResponse>(bytes);
}

export function hasCountryMap(): boolean {
  return map !== undefined;
}

/** Two capital letters; null: not known. */
export function countryOf(address: string): string | null {
  if (map === undefined) return null;
  const found = map.get(address);
  return found?.country?.iso_code ?? found?.registered_country?.iso_code ?? null;
}
