/**
 * Cross-entropy, nats a token, of a text under the token frequencies of another, one added to each: what a model reaches that
 * knows how common each token is and nothing else.
 */
export function unigramLoss(train: Int32Array, test: Int32Array, vocabSize: number): number {
  const counts = new Float64Array(vocabSize).fill(1);
  for (const id of train) counts[id]!++;
  const total = train.length + vocabSize;
  let loss = 0;
  for (const id of test) loss -= Math.log(counts[id]! / total);
  return loss / test.length;
}
