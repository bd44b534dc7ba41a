import { Text } from '@mantine/core';
import { IconFlame, IconFlameOff } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { isEdited } from '../../state/correction-state.ts';
import { shownResult } from '../../state/selectors.ts';
import { seenPlaces } from '../../state/uncertainty-slice.ts';
import { useFold } from '../../state/use-fold.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { PanelSection } from '../../ui/panel-section.tsx';
import { HeatRamp } from './heat-ramp.tsx';
import { PlacesToCheck } from './places-to-check.tsx';
import { ShowToggle } from './show-toggle.tsx';
import classes from './workspace.module.css';

/** How sure the network was of the shown result: over the image, and as a list of places to look at. */
export function UncertaintySection(): ReactElement | null {
  const { t } = useTranslation();
  const kind = useWorkspace((state) => state.viewer.shownLabels.kind);
  const result = useWorkspace(shownResult);
  const seen = useWorkspace(seenPlaces);
  const fold = useFold('uncertainty');
  if (kind === 'reference' || kind === 'none') return null;
  const uncertainty = result?.uncertainty ?? null;
  const left = (uncertainty?.places.length ?? 0) - seen.length;
  const counted = left === 0 ? t('uncertainty.titleAllSeen') : t('uncertainty.titleWithCount', { count: left });
  const title = uncertainty === null ? t('uncertainty.title') : counted;
  return (
    <PanelSection title={title} fold={fold} testId="fold-uncertainty">
      {uncertainty === null ? (
        <Absence />
      ) : (
        <>
          <MapToggle />
          <PlacesToCheck uncertainty={uncertainty} />
        </>
      )}
    </PanelSection>
  );
}

/** Why the shown mask has none. */
function Absence(): ReactElement {
  const { t } = useTranslation();
  const isInHand = useWorkspace((state) => state.viewer.shownLabels.kind === 'correction');
  const isUntouched = useWorkspace(({ correction: { mask } }) => mask !== null && !isEdited(mask));
  const isVersion = useWorkspace((state) => shownResult(state)?.origin.kind === 'correction');
  const byHand = isInHand || isVersion ? 'uncertainty.correctedMask' : 'uncertainty.olderResult';
  return (
    <Text size="xs" c="dimmed" data-testid="uncertainty-absent">
      {t(isInHand && isUntouched ? 'uncertainty.untouchedMask' : byHand)}
    </Text>
  );
}

function MapToggle(): ReactElement {
  const { t } = useTranslation();
  const isShown = useWorkspace((state) => state.uncertainty.isMapShown);
  const { uncertainty } = useActions();
  return (
    <>
      <ShowToggle
        name={t('uncertainty.toggle')}
        command="uncertainty.toggle"
        isShown={isShown}
        icon={isShown ? IconFlame : IconFlameOff}
        testId="toggle-uncertainty"
        onToggle={uncertainty.toggleMap}
      />
      {isShown && <Legend />}
    </>
  );
}

function Legend(): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={classes['heatLegend']} data-testid="uncertainty-legend">
      <HeatRamp />
      <Text size="xs" c="dimmed" className={classes['heatNote'] ?? ''}>
        {t('uncertainty.note')}
      </Text>
    </div>
  );
}
