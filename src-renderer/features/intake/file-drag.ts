/* Files of the draft are dragged between slots by their id; the type of our own keeps them apart from files off the desktop. */
const dragType = 'application/x-glioscope-file';

export function startFileDrag(transfer: DataTransfer, fileId: string): void {
  transfer.setData(dragType, fileId);
  transfer.effectAllowed = 'move';
}

export function isFileDrag(transfer: DataTransfer): boolean {
  return transfer.types.includes(dragType);
}

/** Readable in the drop event only. */
export function draggedFileId(transfer: DataTransfer): string {
  return transfer.getData(dragType);
}
