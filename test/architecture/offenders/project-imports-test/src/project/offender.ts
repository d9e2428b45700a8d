import '../../test/support.ts';
