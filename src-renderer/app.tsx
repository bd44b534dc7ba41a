import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import type { i18n } from 'i18next';
import type { ReactElement } from 'react';
import { I18nextProvider } from 'react-i18next';
import classes from './app.module.css';
import { BatchScreen } from './features/batch/batch-screen.tsx';
import { CorrectionSection } from './features/edit/correction-section.tsx';
import { LeaveDialog } from './features/edit/leave-dialog.tsx';
import { HelpSheet } from './features/help/help-sheet.tsx';
import { IntakeScreen } from './features/intake/intake-screen.tsx';
import { AppFooter } from './features/shell/app-footer.tsx';
import { AppHeader } from './features/shell/app-header.tsx';
import { ConnectionBanner } from './features/shell/connection-banner.tsx';
import { DropOverlay } from './features/shell/drop-overlay.tsx';
import { LanguageSync } from './features/shell/language-sync.tsx';
import { MeasuringSection } from './features/measure/measuring-section.tsx';
import { SettingsScreen } from './features/settings/settings-screen.tsx';
import { StudyListScreen } from './features/study-list/study-list-screen.tsx';
import { WorkspaceScreen } from './features/workspace/workspace-screen.tsx';
import { KeysProvider } from './keys/use-commands.tsx';
import { selectScreen } from './state/selectors.ts';
import { useWorkspace, WorkspaceProvider } from './state/workspace-context.tsx';
import type { Workspace } from './state/workspace-store.ts';
import { styleNonce } from './style-nonce.ts';
import { theme } from './theme.ts';

export function App(props: { workspace: Workspace; translations: i18n }): ReactElement {
  return (
    <MantineProvider theme={theme} forceColorScheme="dark" getStyleNonce={() => styleNonce(document)}>
      <I18nextProvider i18n={props.translations}>
        <WorkspaceProvider workspace={props.workspace}>
          <KeysProvider>
            <ModalsProvider>
              <LanguageSync />
              <div className={classes['app']} data-testid="drop-zone">
                <ConnectionBanner />
                <AppHeader />
                <main className={classes['screen']}>
                  <Screen />
                </main>
                <AppFooter />
              </div>
              <DropOverlay />
              <HelpSheet />
              <LeaveDialog />
            </ModalsProvider>
          </KeysProvider>
        </WorkspaceProvider>
      </I18nextProvider>
    </MantineProvider>
  );
}

function Screen(): ReactElement {
  const screen = useWorkspace(selectScreen);
  switch (screen) {
    case 'studies':
      return <StudyListScreen />;
    case 'intake':
      return <IntakeScreen />;
    case 'batch':
      return <BatchScreen />;
    case 'settings':
      return <SettingsScreen />;
    case 'workspace':
      return <WorkspaceScreen corrections={<CorrectionSection />} measurements={<MeasuringSection />} />;
  }
}
