import { random } from '../stats/random.ts';

/**
 * An epoch in which every class comes equally often: as many draws as there are images, classes in turn, the images of a class in
 * shuffled rounds, so a rare image comes again only when all of its class have been. A function of the seed and the epoch alone.
 */
export function balancedOrder(
  indices: readonly number[],
  labels: ArrayLike<number>,
  { seed, epoch }: { readonly seed: number; readonly epoch: number },
): number[] {
  const rng = random(seed, 'balanced', epoch);
  const byClass = new Map<number, number[]>();
  for (const index of indices) {
    const members = byClass.get(labels[index]!);
    if (members) members.push(index);
    else byClass.set(labels[index]!, [index]);
  }
  const classes = [...byClass.keys()].sort((a, b) => a - b).map((label) => byClass.get(label)!);
  const queues = classes.map((): number[] => []);
  const drawn = indices.map((_, i) => {
    const c = i % classes.length;
    if (queues[c]!.length === 0) queues[c] = rng.shuffle(classes[c]!);
    return queues[c]!.pop()!;
  });
  return rng.shuffle(drawn);
}

/**
 * An epoch in which a share `rate` of the draws are images that have a region (label 1), however many there are: as many draws as images,
 * those of each kind in shuffled rounds. A function of the seed, the epoch and the rate. Where all images are of one kind they are shuffled.
 */
export function positiveOrder(
  indices: readonly number[],
  labels: ArrayLike<number>,
  { seed, epoch, rate }: { readonly seed: number; readonly epoch: number; readonly rate: number },
): number[] {
  const rng = random(seed, 'positives', epoch);
  const kinds = [1, 0].map((label) => indices.filter((i) => labels[i] === label));
  if (kinds.some((members) => members.length === 0)) return rng.shuffle(indices);
  const positives = Math.round(rate * indices.length);
  const draw = (members: readonly number[], count: number) => {
    const drawn: number[] = [];
    while (drawn.length < count) drawn.push(...rng.shuffle(members));
    return drawn.slice(0, count);
  };
  return rng.shuffle([...draw(kinds[0]!, positives), ...draw(kinds[1]!, indices.length - positives)]);
}

/**
 * A number of its own for each draw of an epoch, by place: the image's index when it comes first, and `count` more each further time.
 * Keys of augmentation, so that an image drawn twice is not augmented twice alike.
 */
export function drawKeys(order: readonly number[], count: number): number[] {
  const seen = new Map<number, number>();
  return order.map((index) => {
    const times = seen.get(index) ?? 0;
    seen.set(index, times + 1);
    return index + times * count;
  });
}
