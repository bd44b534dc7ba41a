import type { FoldableSection } from '#shared/domain/display.ts';
import { useActions, useWorkspace } from './workspace-context.tsx';

/** Whether a section of the side panel is folded to its title, and what changes that; kept with the preferences. */
export function useFold(section: FoldableSection): { readonly isFolded: boolean; readonly onToggle: () => void } {
  const isFolded = useWorkspace((state) => state.viewer.foldedSections.includes(section));
  const { display } = useActions();
  return {
    isFolded,
    onToggle: () => {
      display.toggleSection(section);
    },
  };
}
