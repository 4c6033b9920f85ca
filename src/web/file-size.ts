// How large a file is, in the largest unit that leaves a whole number before the point.
import { formatNumber } from './format.ts';
import { t } from './i18n/i18n.ts';

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return t('value.bytes', { n: formatNumber(bytes) });
  if (bytes < 1024 ** 2) return t('value.kilobytes', { n: formatNumber(bytes / 1024, 0) });
  return t('value.megabytes', { n: formatNumber(bytes / 1024 ** 2, 1) });
}
