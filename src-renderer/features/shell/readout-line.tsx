import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { tissueColours } from '#shared/domain/label-scheme.ts';
import { modalityNames } from '#shared/domain/modality.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { useFormats, type Formats } from '../../i18n/formats.ts';
import { useWorkspace, useWorkspaceStore } from '../../state/workspace-context.tsx';
import { ColourSwatch } from '../../ui/colour-swatch.tsx';
import classes from './readout-line.module.css';

/** Place, voxel, value and label under the crosshair. Small on purpose: it renders at every crosshair move. */
export function ReadoutLine(): ReactElement | null {
  const { t } = useTranslation();
  const formats = useFormats();
  const { scenes } = useWorkspaceStore();
  const state = useWorkspace((workspace) => workspace);
  const readout = scenes.readout(state);
  if (readout === null) return null;
  const { voxel, value, tissue } = readout;
  return (
    <div className={classes['line']} aria-label={t('readout.label')} data-testid="readout">
      <span className={classes['place']}>{t('readout.world', directed(readout.worldMm, formats))}</span>
      <span className={classes['voxel']}>
        {voxel === null ? t('readout.outside') : t('readout.voxel', { x: voxel[0], y: voxel[1], z: voxel[2] })}
      </span>
      <span className={classes['intensity']}>
        {modalityNames[state.viewer.modality]}{' '}
        <span className={classes['value']}>{value === null ? '–' : formats.intensity(value)}</span>
      </span>
      {state.viewer.shownLabels.kind !== 'none' && state.viewer.isLabelsVisible && (
        <span className={classes['tissue']}>
          {tissue === null ? t('readout.noTissue') : <ColourSwatch colour={tissueColours[tissue]} />}
          {tissue !== null && t(`tissue.${tissue}`)}
        </span>
      )}
    </div>
  );
}

/** World coordinates with the side of the origin they lie on: R 12.0, P 4.5, S 33.0. */
function directed([right, anterior, superior]: Vec3, formats: Formats): { x: string; y: string; z: string } {
  const side = (value: number, [positive, negative]: readonly [string, string]): string =>
    `${value < 0 ? negative : positive} ${formats.decimals(Math.abs(value), 1)}`;
  return { x: side(right, ['R', 'L']), y: side(anterior, ['A', 'P']), z: side(superior, ['S', 'I']) };
}
