import '@mantine/core/styles.css';
import './base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { connectToBackend } from './backend/connect.ts';
import { createTranslations, resolveLanguage } from './i18n/translations.ts';
import { createWorkspaceStore } from './state/workspace-store.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const workspace = createWorkspaceStore(connectToBackend());
void workspace.actions.begin();

createRoot(root).render(
  <StrictMode>
    <App workspace={workspace} translations={createTranslations(resolveLanguage('system', navigator.language))} />
  </StrictMode>,
);
