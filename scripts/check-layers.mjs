/*
 * Holds the layers of docs/architecture.md with dependency-cruiser, and fails when it looked at
 * nothing or when its rules no longer bite (a forbidden import of our own making must be found).
 */
import { cruise } from 'dependency-cruiser';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './set-up.mjs';
import rules from '../.dependency-cruiser.mjs';

const options = { ...rules.options, ruleSet: { forbidden: rules.forbidden }, validate: true };
const layers = ['src-shared', 'src-main', 'src-renderer'];

async function violations() {
  const { output } = await cruise(layers, { ...options, baseDir: root });
  return output;
}

const probe = join(root, 'src-shared', 'domain', 'layer-probe.ts');
writeFileSync(probe, "export type { Contract } from '../contract/index.ts';\n");
let probed;
try {
  probed = await violations();
} finally {
  rmSync(probe);
}
const found = probed.summary.violations.some((v) => v.from.endsWith('layer-probe.ts'));
const result = await violations();
const own = result.modules.filter((m) => layers.some((layer) => m.source.startsWith(`${layer}/`)));
for (const { rule, from, to } of result.summary.violations) {
  process.stderr.write(`${rule.name}: ${from} -> ${to}\n`);
}
const perLayer = layers.map((layer) => `${layer} ${own.filter((m) => m.source.startsWith(`${layer}/`)).length}`);
process.stdout.write(
  `layers: ${own.length} modules (${perLayer.join(', ')}), ${result.summary.violations.length} violations, probe ${found ? 'caught' : 'MISSED'}\n`,
);
if (own.length < 30 || !found || result.summary.violations.length > 0) process.exit(1);
