import type { ReactElement, ReactNode } from 'react';
import { shownLabelMap } from '../../state/selectors.ts';
import { useWorkspace } from '../../state/workspace-context.tsx';
import { ComparisonSection } from './comparison-section.tsx';
import { ExportSection } from './export-section.tsx';
import { HistorySection } from './history-section.tsx';
import { ProvenanceSection } from './provenance-section.tsx';
import { RemarksSection } from './remarks-section.tsx';
import { SegmentationSection } from './segmentation-section.tsx';
import { UncertaintySection } from './uncertainty-section.tsx';
import { VolumesSection } from './volumes-section.tsx';
import classes from './workspace.module.css';

/** What other features put into the side panel. */
export interface SidePanelParts {
  /** What corrects the mask. */
  readonly corrections: ReactNode;
  /** What is measured in the slices. */
  readonly measurements: ReactNode;
}

/** What is wanted in every study first; what is seldom wanted below, folded until then. */
export function SidePanel({ corrections, measurements }: SidePanelParts): ReactElement {
  const labelMap = useWorkspace(shownLabelMap);
  return (
    <aside className={classes['side']}>
      <SegmentationSection />
      {corrections}
      {labelMap !== null && <VolumesSection labelMap={labelMap} />}
      <HistorySection />
      <ComparisonSection />
      {labelMap !== null && <UncertaintySection />}
      <ExportSection />
      {measurements}
      {labelMap !== null && <ProvenanceSection />}
      <RemarksSection />
    </aside>
  );
}
