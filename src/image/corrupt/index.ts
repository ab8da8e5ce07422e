/** Images as they come from worse detectors, archives and exposures: what a model should bear. */
export { type CorruptOptions, corruptImage } from './corrupt.ts';
export {
  CORRUPTION_NAMES,
  CORRUPTIONS,
  type Corruption,
  type CorruptionName,
  SEVERITIES,
  SEVERITY_TABLES,
  type SeverityTable,
} from './registry.ts';
export { lowerResolution } from './resolution.ts';
export { shiftImage } from './shift.ts';
