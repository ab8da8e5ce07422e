import { type Random, random } from '../../stats/random.ts';
import type { Pose } from './canvas.ts';

export type View = 'PA' | 'AP';
export type Side = 'left' | 'right';

/** What all images of one patient share. Lengths in cm; sides are the patient's own, [right, left]. */
export interface Patient {
  id: string;
  sex: 'F' | 'M';
  age: number;
  /** Half the inner width of the rib cage where it is widest. */
  halfWidth: number;
  /** y of the lung apices and of the diaphragm's domes in a full breath, PA. */
  apex: readonly [number, number];
  dome: readonly [number, number];
  /** Soft tissue over the ribs at the side, and front to back thickness of the body. */
  wall: number;
  thickness: number;
  /** Scales the heart. */
  heart: number;
  /** How far the aortic knob stands out. */
  knob: number;
  /** Air in the stomach, 0 (none) to 1. */
  stomach: number;
  breast: number;
  ribSlope: number;
  ribWidth: number;
  /** Sideways bow of the spine. */
  scoliosis: number;
  /** Density of the skeleton. */
  bone: number;
  /** Strength of the vessels' shadows. */
  vascularity: number;
}

/** What changes from film to film of the same patient. */
export interface Film {
  view: View;
  pose: Pose;
  /** Turn about the long axis: shifts what lies in front against what lies behind, cm. */
  turn: number;
  /** How far the breath is from full, cm of diaphragm. */
  breath: number;
  /** Photons per pixel at full transmission, and the share of scatter. */
  photons: number;
  scatter: number;
  /** Display: where the grey window begins and how steep it is, relative to the usual. */
  brightness: number;
  contrast: number;
}

export function drawPatient(seed: number | string, patient: number): Patient {
  const r = random(seed, 'phantom patient', patient);
  const sex = r.next() < 0.5 ? 'F' : 'M';
  const age = Math.round(Math.min(90, Math.max(18, r.normal(52, 17))));
  const build = clamped(r, 0, 1);
  const apex = -12.6 + 0.5 * clamped(r, 0, 1);
  const dome = (sex === 'M' ? 8.4 : 7.4) + 0.7 * clamped(r, 0, 1);
  return {
    id: `P${String(patient).padStart(5, '0')}`,
    sex,
    age,
    halfWidth: (sex === 'M' ? 13.6 : 12.6) + 0.6 * clamped(r, 0, 1),
    apex: [apex + 0.25 * clamped(r, 0, 1), apex + 0.25 * clamped(r, 0, 1)],
    dome: [dome - 0.6 + 0.3 * clamped(r, 0, 1), dome + 0.6 + 0.3 * clamped(r, 0, 1)],
    wall: Math.max(1.8, 2.9 + 0.9 * build),
    thickness: 21 + 1.6 * build,
    heart: 1 + 0.07 * clamped(r, 0, 1) + (age - 50) * 0.0015,
    knob: 0.8 + 0.25 * r.next() + Math.max(0, age - 45) * 0.007,
    stomach: r.next() < 0.6 ? r.uniform(0.3, 1) : 0,
    breast: sex === 'F' ? r.uniform(0.2, 1) : 0,
    ribSlope: r.uniform(0.75, 1.25),
    ribWidth: r.uniform(0.88, 1.12),
    scoliosis: 0.5 * clamped(r, 0, 1),
    bone: Math.max(0.6, 1.05 - Math.max(0, age - 45) * 0.006) * r.uniform(0.92, 1.08),
    vascularity: r.uniform(0.75, 1.25),
  };
}

export function drawFilm(seed: number | string, patient: number, image: number, view?: View): Film {
  const r = random(seed, 'phantom film', patient, image);
  const drawn: View = r.next() < 0.6 ? 'PA' : 'AP';
  const ap = (view ?? drawn) === 'AP';
  return {
    view: view ?? drawn,
    pose: {
      field: (ap ? 37 : 35.5) * r.uniform(0.95, 1.07),
      centre: [clamped(r, 0, ap ? 0.9 : 0.5), -0.8 + clamped(r, 0, 0.8)],
      tilt: clamped(r, 0, ap ? 0.035 : 0.015),
    },
    turn: clamped(r, 0, ap ? 0.5 : 0.25),
    breath: (ap ? 1.6 : 0.1) + Math.abs(clamped(r, 0, ap ? 0.8 : 0.4)),
    photons: (ap ? 0.6 : 1) * r.uniform(0.6, 1.4),
    scatter: ap ? r.uniform(0.25, 0.5) : r.uniform(0.1, 0.28),
    brightness: clamped(r, 0, 0.035),
    contrast: 1 + clamped(r, 0, 0.07),
  };
}

/** Normal, cut off at two standard deviations: varied patients, no monsters. */
const clamped = (r: Random, mean: number, sd: number) => mean + sd * Math.min(2, Math.max(-2, r.normal()));
