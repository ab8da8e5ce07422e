/** What a model looked at: attention of transformers, seen through taps, without editing the model. */
export { type AttentionLayer, captureAttention } from './attention/capture.ts';
export { type DistanceOptions, meanAttentionDistance } from './attention/distance.ts';
export { attentionRollout, classTokenMap, type RolloutOptions } from './attention/rollout.ts';
export { positionSimilarity } from './attention/similarity.ts';
export { type PrincipalComponents, principalComponents } from './map/pca.ts';
export { type UmapOptions, umap } from './map/umap.ts';
