import './process/trainer.ts';
