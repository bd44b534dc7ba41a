import { SegmentedControl } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { tissueColours, tissues } from '#shared/domain/label-scheme.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { ColourSwatch } from '../../ui/colour-swatch.tsx';
import { tissueKeys } from './correction-keys.ts';
import classes from './edit.module.css';

/** What is painted, filled and changed into. */
export function LabelChoice(): ReactElement {
  const { t } = useTranslation();
  const tissue = useWorkspace((state) => state.correction.tissue);
  const { correction } = useActions();
  return (
    <SegmentedControl
      fullWidth
      orientation="vertical"
      size="xs"
      aria-label={t('correction.label')}
      value={tissue}
      onChange={correction.setTissue}
      data={tissues.map((value) => ({
        value,
        label: (
          <span className={classes['label']} data-testid={`paint-${value}`}>
            <ColourSwatch colour={tissueColours[value]} />
            {t(`tissue.${value}`)}
            <kbd className={classes['key']}>{tissueKeys[value]}</kbd>
          </span>
        ),
      }))}
    />
  );
}
