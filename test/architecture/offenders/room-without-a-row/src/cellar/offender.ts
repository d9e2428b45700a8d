import '../core/core.ts';
