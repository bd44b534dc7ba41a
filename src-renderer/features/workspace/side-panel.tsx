import type { ReactElement } from 'react';
import { shownLabelMap } from '../../state/selectors.ts';
import { useWorkspace } from '../../state/workspace-context.tsx';
import { ExportSection } from './export-section.tsx';
import { JobSection } from './job-section.tsx';
import { OverlaySection } from './overlay-section.tsx';
import { ProvenanceSection } from './provenance-section.tsx';
import { VolumesSection } from './volumes-section.tsx';
import classes from './workspace.module.css';

/** Segment, look, measure, save: from top to bottom in the order they are done. */
export function SidePanel(): ReactElement {
  const labelMap = useWorkspace(shownLabelMap);
  return (
    <aside className={classes['side']}>
      <JobSection />
      <OverlaySection />
      {labelMap !== null && (
        <>
          <VolumesSection labelMap={labelMap} />
          <ExportSection />
          <ProvenanceSection />
        </>
      )}
    </aside>
  );
}
