import { random } from '../../stats/random.ts';
import { makeCanvas } from './canvas.ts';
import { expose } from './detector.ts';
import { addMediastinum } from './heart.ts';
import { drawFilm, drawPatient, type Side, type View } from './patient.ts';
import { addPneumothorax, drawPneumothorax, maskFraction } from './pneumothorax.ts';
import { addRibs } from './ribs.ts';
import { addShoulders } from './shoulder.ts';
import { addSpine } from './spine.ts';
import { addParenchyma } from './texture.ts';
import { addTrunk, makeThorax } from './thorax.ts';
import { addChestTube } from './tube.ts';
import { addVessels } from './vessels.ts';

export interface PhantomOptions {
  seed: number | string;
  /** Which patient, and which of the patient's films; both from 0. Films of one patient share the anatomy. */
  patient: number;
  image: number;
  /** Side of the square picture, pixels. Default 256. */
  size?: number;
  /** Default: by the seed, one patient in three. */
  pneumothorax?: boolean;
  /** Range of the share of the lung's area that the air takes. Default 0.08 to 0.35. */
  fraction?: readonly [number, number];
  /** A chest tube. Default none. */
  tube?: boolean;
  /** Default: by the seed, 60 % PA. */
  view?: View;
}

export interface PhantomTruth {
  patient_id: string;
  view: View;
  sex: 'F' | 'M';
  age: number;
  pneumothorax: boolean;
  /** Of the pneumothorax, in the patient's own terms: the patient's right is on the image's left. */
  side: Side | '';
  /** Share of that lung's area on the film, 0…1. */
  fraction: number;
  tube: boolean;
}

export interface Phantom {
  /** 8-bit grey, [size, size] row by row, air dark. */
  image: Uint8Array;
  /** 255 where the pneumothorax is, else 0. */
  mask: Uint8Array;
  truth: PhantomTruth;
}

/** A synthetic frontal chest X-ray. The result depends on the options alone: (seed, patient, image), never on what was drawn before. */
export function renderPhantom(options: PhantomOptions): Phantom {
  const { seed, patient: number, image, size = 256, fraction = [0.08, 0.35], tube = false } = options;
  if (!Number.isInteger(size) || size < 32) throw new RangeError(`phantom: size ${size} must be a whole number ≥ 32`);
  if (!(fraction[0] > 0 && fraction[0] <= fraction[1] && fraction[1] <= 0.8))
    throw new RangeError(`phantom: fraction ${fraction.join('–')} must rise from above 0 to at most 0.8`);
  const present = options.pneumothorax ?? random(seed, 'phantom finding', number).next() < 1 / 3;

  const patient = drawPatient(seed, number);
  const film = drawFilm(seed, number, image, options.view);
  const thorax = makeThorax(patient, film);
  const canvas = makeCanvas(size, film.pose);

  const { depth: lung } = addTrunk(canvas, patient, thorax);
  const filled = addMediastinum(canvas, patient, film, thorax, lung);
  const aerated = lung.map((d, i) => (d > 0 ? Math.min(1, (d - filled[i]!) / 6) : 0));
  const p = present ? drawPneumothorax(seed, number, image, thorax, fraction) : undefined;
  const mask = p ? addPneumothorax(canvas, p, thorax, lung, filled, aerated) : new Uint8Array(size * size);
  addParenchyma(canvas, seed, number, aerated);
  addVessels(canvas, seed, number, patient, thorax, aerated);
  addSpine(canvas, patient);
  addRibs(canvas, patient, film, thorax);
  addShoulders(canvas, patient, film, thorax);
  if (tube) {
    const free: Side = random(seed, 'phantom tube side', number).next() < 0.5 ? 'right' : 'left';
    addChestTube(canvas, seed, number, image, p?.side ?? free, thorax);
  }
  return {
    image: expose(canvas, film, seed, number, image),
    mask,
    truth: {
      patient_id: patient.id,
      view: film.view,
      sex: patient.sex,
      age: patient.age,
      pneumothorax: present,
      side: p?.side ?? '',
      fraction: p ? maskFraction(mask, lung, filled, canvas, p) : 0,
      tube,
    },
  };
}
