import type { ReactElement, ReactNode } from 'react';
import { shownLabelMap } from '../../state/selectors.ts';
import { useWorkspace } from '../../state/workspace-context.tsx';
import { ComparisonSection } from './comparison-section.tsx';
import { ExportSection } from './export-section.tsx';
import { ProvenanceSection } from './provenance-section.tsx';
import { SegmentationSection } from './segmentation-section.tsx';
import { VolumesSection } from './volumes-section.tsx';
import classes from './workspace.module.css';

/** Segment, correct, look, measure, save: from top to bottom in the order they are done. */
export function SidePanel({ corrections }: { corrections: ReactNode }): ReactElement {
  const labelMap = useWorkspace(shownLabelMap);
  return (
    <aside className={classes['side']}>
      <SegmentationSection />
      {corrections}
      {labelMap !== null && (
        <>
          <VolumesSection labelMap={labelMap} />
          <ComparisonSection />
          <ExportSection />
          <ProvenanceSection />
        </>
      )}
    </aside>
  );
}
