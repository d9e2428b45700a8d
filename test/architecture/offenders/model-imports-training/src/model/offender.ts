import '../training/loop.ts';
