import { SegmentedControl } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { tissueColours, tissues } from '#shared/domain/label-scheme.ts';
import { useFormats } from '../../i18n/formats.ts';
import { keysOf } from '../../keys/key-names.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { ColourSwatch } from '../../ui/colour-swatch.tsx';
import classes from './edit.module.css';

/** What is painted, filled and changed into, and how much of it there is while it changes. */
export function LabelChoice(): ReactElement {
  const { t } = useTranslation();
  const tissue = useWorkspace((state) => state.correction.tissue);
  const mask = useWorkspace((state) => state.correction.mask);
  const formats = useFormats();
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
            <span className={classes['volume']} data-testid={`paint-volume-${value}`}>
              {formats.ml(mask?.tissuesMl[value] ?? 0)} {t('volumes.unit')}
            </span>
            <kbd className={classes['key']}>{keysOf(`paint.${value}`)}</kbd>
          </span>
        ),
      }))}
    />
  );
}
