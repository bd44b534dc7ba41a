import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { addedManifestSchema } from '../../src-main/inference/model-manifest.ts';

test('every manifest the guide shows is one that is accepted', () => {
  const guide = readFileSync(resolve(import.meta.dirname, '../../docs/bring-your-own-model.md'), 'utf8');
  const manifests = [...guide.matchAll(/```json\n(.*?)```/gsu)].map((match) => JSON.parse(match[1] ?? '') as unknown);
  expect(manifests.map((manifest) => addedManifestSchema.parse(manifest).id)).toEqual(['monai-brats', 'nnunet-brats']);
});
