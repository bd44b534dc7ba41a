import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.ts';
import { shownResult } from '../../state/selectors.ts';
import { useWorkspace } from '../../state/workspace-context.tsx';
import { PanelSection } from '../../ui/panel-section.tsx';
import classes from './workspace.module.css';

/** Where the shown label map comes from. */
export function ProvenanceSection(): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const result = useWorkspace(shownResult);
  const reference = useWorkspace((state) => (state.study.status === 'open' ? state.study.study.reference : null));
  const facts: [string, string][] =
    result === null
      ? [[t('provenance.file'), reference?.fileName ?? '']]
      : [
          [t('provenance.model'), `${result.modelId} ${result.modelVersion} · ${result.modelSha256.slice(0, 12)}`],
          [t('provenance.engine'), `${result.engine} · ${result.provider}`],
          [t('provenance.made'), formats.dateTime(result.createdAt)],
          [t('provenance.duration'), formats.duration(result.durationMs)],
          [t('provenance.appVersion'), result.appVersion],
        ];
  return (
    <PanelSection title={t('provenance.title')}>
      {result === null && (
        <Text size="xs" c="dimmed">
          {t('segmentation.referenceNote')}
        </Text>
      )}
      <dl className={classes['facts']} data-testid="provenance">
        {facts.map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </PanelSection>
  );
}
