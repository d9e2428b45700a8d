import type { Bandwidths } from './bandwidths.ts';

/** Why a stage is shown as it is. */
export type Decision = {
  /** From 1. */
  stage: number;
  bandwidth: number;
  /** As a sentence. */
  reason: string;
};

/** How far a rule comes with the accuracies that are known. */
export type Progress = {
  /** What must be trained for it to go on; null where every stage is decided. */
  next: Bandwidths | null;
  /** The best that is known, which is always one that was trained; null before any was. */
  best: Bandwidths | null;
  decisions: Decision[];
};

/** The accuracy of a point, from 0 to 1; undefined where it is not trained. */
export type Known = (bandwidths: Bandwidths) => number | undefined;

/** Means that are nearer than this are what float64 made of equal ones. */
const ROUNDING = 1e-9;
export const isBelow = (accuracy: number, other: number): boolean => accuracy < other - ROUNDING;

export const withStage = (bandwidths: Bandwidths, stage: number, bandwidth: number): Bandwidths =>
  bandwidths.map((before, i) => (i === stage ? bandwidth : before));

export const inPercent = (accuracy: number): string => `${(accuracy * 100).toFixed(2)} %`;
