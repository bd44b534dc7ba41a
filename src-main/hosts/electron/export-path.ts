/** A path that ends in .nii.gz: what is written there is compressed, whatever the user typed. */
export function withNiftiEnding(path: string): string {
  return /\.nii\.gz$/i.test(path) ? path : `${path.replace(/\.(nii|gz)$/i, '')}.nii.gz`;
}
