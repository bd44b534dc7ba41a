import { Button, NativeSelect, Stack, Text, Tooltip } from '@mantine/core';
import { IconDownload, IconFolderDown } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { labelConventions, type LabelConvention } from '#shared/domain/label-scheme.ts';
import { exportConvention, exportedResult, hasUnsavedCorrection, shownLabelMap } from '../../state/selectors.ts';
import { useFold } from '../../state/use-fold.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { PanelSection } from '../../ui/panel-section.tsx';

const conventions = Object.keys(labelConventions) as LabelConvention[]; // holds: keys of a const object

/** Saves the shown segmentation, where a label map is shown, and the study as a whole. */
export function ExportSection(): ReactElement {
  const { t } = useTranslation();
  const hasLabelMap = useWorkspace((state) => shownLabelMap(state) !== null);
  const isBusy = useWorkspace((state) => state.resultExport.isBusy);
  const isUnsaved = useWorkspace(hasUnsavedCorrection);
  const { resultExport } = useActions();
  return (
    <PanelSection title={t('export.title')} fold={useFold('export')} testId="fold-export">
      <Stack gap="xs">
        {hasLabelMap && <ResultExport />}
        <Tooltip label={t('export.studyHint')} multiline maw={280} openDelay={400}>
          <Button
            fullWidth
            variant="default"
            disabled={isBusy || isUnsaved}
            leftSection={<IconFolderDown size="1.2rem" stroke={1.5} />}
            onClick={() => void resultExport.exportStudy()}
            data-testid="export-study"
          >
            {t('export.study')}
          </Button>
        </Tooltip>
      </Stack>
    </PanelSection>
  );
}

function ResultExport(): ReactElement {
  const { t } = useTranslation();
  const result = useWorkspace(exportedResult);
  const isUnsaved = useWorkspace(hasUnsavedCorrection);
  const convention = useWorkspace(exportConvention);
  const isBusy = useWorkspace((state) => state.resultExport.isBusy);
  const { resultExport } = useActions();
  return (
    <>
      <NativeSelect
        size="sm"
        aria-label={t('export.convention')}
        value={convention}
        disabled={result === null}
        data={conventions.map((value) => ({ value, label: t(`export.${value}`) }))}
        data-testid="export-convention"
        onChange={(event) => {
          const chosen = conventions.find((value) => value === event.currentTarget.value);
          if (chosen !== undefined) resultExport.setConvention(chosen);
        }}
      />
      <Button
        fullWidth
        disabled={result === null}
        loading={isBusy}
        leftSection={<IconDownload size="1.2rem" stroke={1.5} />}
        onClick={() => void resultExport.exportShown()}
        data-testid="export"
      >
        {t('export.button')}
      </Button>
      {result === null && (
        <Text size="xs" c="dimmed">
          {isUnsaved ? t('correction.exportHint') : t('export.onlyResults')}
        </Text>
      )}
    </>
  );
}
