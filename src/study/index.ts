/** Studies: prediction and label files, subgroups, comparisons of models and their verdict. */
export * from './comparison.ts';
export { openStudy, type Study, studyPaths, writeStudy } from './files.ts';
