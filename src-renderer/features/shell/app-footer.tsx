import { IconInfoCircle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { selectScreen } from '../../state/selectors.ts';
import { useWorkspace } from '../../state/workspace-context.tsx';
import classes from './app-footer.module.css';
import { ReadoutLine } from './readout-line.tsx';

export function AppFooter(): ReactElement {
  const { t } = useTranslation();
  const screen = useWorkspace(selectScreen);
  return (
    <footer className={classes['footer']}>
      {screen === 'workspace' && <ReadoutLine />}
      <span className={classes['research']} data-testid="research-use-only">
        <IconInfoCircle size="1rem" stroke={1.5} aria-hidden />
        {t('app.researchUseOnly')}
      </span>
    </footer>
  );
}
