import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFold } from '../../state/use-fold.ts';
import { useWorkspace } from '../../state/workspace-context.tsx';
import { PanelSection } from '../../ui/panel-section.tsx';
import { useProvenanceFacts } from './provenance-facts.ts';
import classes from './workspace.module.css';

/** Where the shown label map comes from. */
export function ProvenanceSection(): ReactElement {
  const { t } = useTranslation();
  const facts = useProvenanceFacts();
  const isReference = useWorkspace((state) => state.viewer.shownLabels.kind === 'reference');
  return (
    <PanelSection title={t('provenance.title')} fold={useFold('provenance')} testId="fold-provenance">
      {isReference && (
        <Text size="xs" c="dimmed">
          {t('segmentation.referenceNote')}
        </Text>
      )}
      <dl className={classes['facts']} data-testid="provenance">
        {facts.map(([name, value], index) => (
          // by its place: several facts may have one name, as fallbacks do
          <div key={index} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </PanelSection>
  );
}
