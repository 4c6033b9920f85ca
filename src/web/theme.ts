// Light, dark or as the system has it. Kept in a cookie, so that the server writes the class before the first paint.

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export function currentTheme(): Theme {
  const list = document.documentElement.classList;
  return list.contains('dark') ? 'dark' : list.contains('light') ? 'light' : 'system';
}

export function chooseTheme(theme: Theme): void {
  document.documentElement.className = theme === 'system' ? '' : theme;
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax${location.protocol === 'https:' ? '; secure' : ''}`;
}

/** What is on the screen now, also when the system decides. */
export function isDark(): boolean {
  const theme = currentTheme();
  return theme === 'dark' || (theme === 'system' && window.matchMedia('(prefers-color-scheme: dark)').matches);
}
