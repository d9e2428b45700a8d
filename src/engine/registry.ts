import { cpu } from './cpu.ts';
import type { Engine } from './definition.ts';
import { onednn } from './onednn/onednn.ts';
import { wasm } from './wasm/wasm.ts';

/** Every engine, fastest first: `auto` takes the first that works. */
export const engines: readonly Engine[] = [onednn, wasm, cpu];
