import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { shownUncertaintyMapId } from '../../state/uncertainty-slice.ts';
import { useWorkspace } from '../../state/workspace-context.tsx';
import { HeatRamp } from './heat-ramp.tsx';
import classes from './workspace.module.css';

/** What the colours of the uncertainty map mean, for as long as it is drawn. */
export function HeatKey(): ReactElement | null {
  const { t } = useTranslation();
  const isShown = useWorkspace((state) => shownUncertaintyMapId(state) !== null);
  if (!isShown) return null;
  return (
    <div className={classes['heatKey']} data-testid="heat-key">
      <strong>{t('uncertainty.toggle')}</strong>
      <HeatRamp />
    </div>
  );
}
