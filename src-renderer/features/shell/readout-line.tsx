import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { tissueColours, type Tissue } from '#shared/domain/label-scheme.ts';
import { modalities, modalityNames } from '#shared/domain/modality.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { useFormats, type Formats } from '../../i18n/formats.ts';
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
      <span className={classes['place']}>{t('readout.world', directed(readout.worldMm, formats))}</span>
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

/** World coordinates with the side of the origin they lie on: R 12.0, P 4.5, S 33.0. */
function directed([right, anterior, superior]: Vec3, formats: Formats): { x: string; y: string; z: string } {
  const side = (value: number, [positive, negative]: readonly [string, string]): string =>
    `${value < 0 ? negative : positive} ${formats.decimals(Math.abs(value), 1)}`;
  return { x: side(right, ['R', 'L']), y: side(anterior, ['A', 'P']), z: side(superior, ['S', 'I']) };
}
