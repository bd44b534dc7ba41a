/* The layers of docs/architecture.md as rules over import paths. */
const room = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: '\\.test\\.tsx?$' },
  to: { path: '^src-', pathNot: [from, ...allowed] },
});

const domain = '^src-shared/domain/';
const contract = '^src-shared/contract/';
const imaging = '^src-main/imaging/';
const processes = '^src-main/processes/';
const analysis = '^src-main/analysis/';
const sample = '^src-main/sample/';
const intake = '^src-main/intake/';
const inference = '^src-main/inference/';
const registration = '^src-main/registration/';
const library = '^src-main/library/';
const services = '^src-main/services/';

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^electron$' } },
    room('domain-uses-nothing', domain, []),
    room('contract-uses-domain', contract, [domain]),
    room('imaging-is-pure', imaging, [domain]),
    room('analysis-is-pure', analysis, [domain]),
    room('sample', sample, [imaging, domain]),
    room('intake', intake, [imaging, domain]),
    room('processes-use-nothing', processes, []),
    room('inference', inference, [processes, imaging, analysis, domain]),
    room('registration', registration, [processes, imaging, domain]),
    room('library', library, [domain]),
    room('services', services, [imaging, analysis, sample, intake, inference, registration, library, domain, contract]),
    room('hosts', '^src-main/hosts/', [
      services,
      imaging,
      analysis,
      sample,
      intake,
      inference,
      registration,
      '^src-main/library/write-export\\.ts$', // a file the user names is written as safely as ours
      domain,
      contract,
    ]),
    room('renderer-backend', '^src-renderer/backend/', [domain, contract]),
    room('renderer-viewer', '^src-renderer/viewer/', [domain]),
    room('renderer-state', '^src-renderer/state/', ['^src-renderer/(viewer|backend)/', domain, contract]),
    room('renderer-keys', '^src-renderer/keys/', ['^src-renderer/state/', contract, domain]),
    room('renderer-ui', '^src-renderer/ui/', []),
    {
      name: 'features-apart',
      severity: 'error',
      from: { path: '^src-renderer/features/([^/]+)/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^src-renderer/features/([^/]+)/', pathNot: '^src-renderer/features/$1/' },
    },
    { name: 'main-renderer-apart', severity: 'error', from: { path: '^src-renderer/' }, to: { path: '^src-main/' } },
    { name: 'renderer-main-apart', severity: 'error', from: { path: '^src-main/' }, to: { path: '^src-renderer/' } },
    {
      name: 'electron-in-its-host-only',
      severity: 'error',
      from: { path: '^src-', pathNot: '^src-main/hosts/electron/' },
      to: { path: '(^|node_modules/)electron(/|$)' },
    },
    {
      name: 'no-node-in-shared-or-renderer',
      severity: 'error',
      from: { path: '^src-(shared|renderer)/', pathNot: '\\.test\\.tsx?$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'viewer-knows-no-react-or-store',
      severity: 'error',
      from: { path: '^src-renderer/viewer/', pathNot: '\\.test\\.tsx?$' },
      to: { path: 'node_modules/(react|zustand|@mantine|i18next)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.(css|svg|png)$' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
