import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { tissueColours, type Tissue } from '#shared/domain/label-scheme.ts';
import { modalities, modalityNames } from '#shared/domain/modality.ts';
import { directedMm } from '../../i18n/directed-mm.ts';
import { useFormats } from '../../i18n/formats.ts';
import { useWorkspace, useWorkspaceStore } from '../../state/workspace-context.tsx';
import { ColourSwatch } from '../../ui/colour-swatch.tsx';
import classes from './readout-line.module.css';

/** Place, voxel, values and label under the mouse or the crosshair. Small on purpose: it renders at every move. */
export function ReadoutLine(): ReactElement | null {
  const { t } = useTranslation();
  const formats = useFormats();
  const { scenes } = useWorkspaceStore();
  const state = useWorkspace((workspace) => workspace);
  const readout = scenes.readout(state);
  if (readout === null) return null;
  const { voxel, values, tissue, otherTissue } = readout;
  const { viewer } = state;
  return (
    <div className={classes['line']} aria-label={t('readout.label')} data-testid="readout">
      <span className={classes['place']}>{t('readout.world', directedMm(readout.worldMm, formats, 1))}</span>
      <span className={classes['voxel']}>
        {voxel === null ? t('readout.outside') : t('readout.voxel', { x: voxel[0], y: voxel[1], z: voxel[2] })}
      </span>
      {modalities.map((modality) => {
        const value = values[modality];
        return value === undefined ? null : (
          <span key={modality} className={classes['intensity']} data-chosen={modality === viewer.modality || undefined}>
            {modalityNames[modality]}{' '}
            <span className={classes['value']}>{value === null ? '–' : formats.intensity(value)}</span>
          </span>
        );
      })}
      {viewer.shownLabels.kind !== 'none' && viewer.isLabelsVisible && (
        <>
          <TissueName tissue={tissue} />
          {otherTissue !== undefined && <OtherTissue tissue={otherTissue} />}
        </>
      )}
    </div>
  );
}

function TissueName({ tissue }: { tissue: Tissue | null }): ReactElement {
  const { t } = useTranslation();
  return (
    <span className={classes['tissue']}>
      {tissue === null ? t('readout.noTissue') : <ColourSwatch colour={tissueColours[tissue]} />}
      {tissue !== null && t(`tissue.${tissue}`)}
    </span>
  );
}

/** What the label map compared with says of the same place. */
function OtherTissue({ tissue }: { tissue: Tissue | null }): ReactElement {
  const { t } = useTranslation();
  const name = tissue === null ? t('readout.noTissue') : t(`tissue.${tissue}`);
  return <span className={classes['tissue']}>{t('readout.other', { tissue: name })}</span>;
}
