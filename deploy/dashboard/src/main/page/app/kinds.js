/** The kinds of findings that the dashboard knows. No other module names a kind or an analyzer. */

export const KINDS = {
  completed: 'completed',
  failed: 'failed',
  undetermined: 'undetermined',
  lossPlateau: 'loss-plateau',
  normDriftOnset: 'norm-drift-onset',
  normDriftFraction: 'norm-drift-fraction',
  testLossDrop: 'test-loss-drop',
  testLossDropStart: 'test-loss-drop-start',
  testLossDropEnd: 'test-loss-drop-end',
  grokked: 'grokked',
  testLossImproved: 'test-loss-improved',
  noDrop: 'no-drop',
  notGrokked: 'not-grokked',
  effectiveFlow: 'effective-flow',
  effectiveFlowDeviation: 'effective-flow-deviation',
  singularity: 'singularity',
  noSingularLimit: 'no-singular-limit',
  morseBottBoundFails: 'morse-bott-bound-fails',
  slowPhaseOnset: 'slow-phase-onset',
  slowPhaseEnd: 'slow-phase-end',
  noSlowPhase: 'no-slow-phase',
};

/** The phases that the page of a run shows first. */
export const MAIN_PHASES = [
  KINDS.lossPlateau,
  KINDS.normDriftOnset,
  KINDS.testLossDropStart,
  KINDS.testLossDropEnd,
  KINDS.testLossDrop,
  KINDS.slowPhaseOnset,
  KINDS.normDriftFraction,
];

/** Every analyzer gives these, so that the analyzer tells what they are about. */
const GENERAL = [KINDS.undetermined, KINDS.failed];

const topic = (kinds, analyzers) => (finding) =>
  kinds.includes(finding.kind) || (GENERAL.includes(finding.kind) && analyzers.includes(finding.analyzer));

/** The verdicts in short words. */
const VERDICTS = {
  [KINDS.grokked]: 'grokked',
  [KINDS.testLossImproved]: 'improved, not below null',
  [KINDS.noDrop]: 'no drop',
  [KINDS.notGrokked]: 'not grokked',
};

/** A verdict in short words. */
export const verdictWords = (kind) => VERDICTS[kind] ?? kind;

/** Whether a finding says that a run grokked, or not, or that this is unknown. */
export const isVerdict = topic(Object.keys(VERDICTS), ['grokking']);

/** Whether a finding is about the slow phase: its flow, its limit, its duration. */
export const isAboutSlowPhase = topic(
  [
    KINDS.effectiveFlow,
    KINDS.effectiveFlowDeviation,
    KINDS.singularity,
    KINDS.noSingularLimit,
    KINDS.morseBottBoundFails,
    KINDS.slowPhaseOnset,
    KINDS.slowPhaseEnd,
    KINDS.noSlowPhase,
  ],
  ['effective-flow', 'singularity', 'slow-phase'],
);

/** Whether a finding says something of the run; the last one of an analyzer only says that it read everything. */
export const isResult = (finding) => finding.kind !== KINDS.completed;

/** Whether a finding is in the table of phases; verdicts without a time are not. */
export const isPhase = (finding) => isResult(finding) && (finding.time !== null || !GENERAL.includes(finding.kind));
