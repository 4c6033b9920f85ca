// The entry of the pages: language first, then the application.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { activateLocale } from './i18n/i18n.ts';
import { makeQueryClient } from './query-client.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/kit.css';
import './styles/shell.css';
import './styles/list.css';
import './styles/record.css';
import './styles/pages.css';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no place to draw into.');
activateLocale(new URLSearchParams(location.search).get('locale') === 'pseudo' ? 'pseudo' : 'en');
createRoot(root).render(
  <StrictMode>
    <App client={makeQueryClient()} />
  </StrictMode>,
);
