import sharp from 'sharp';

/*
 * Settings for many small images at once, by measurement (1,024-px grey PNG → 224, 2 cores): one libvips thread per image and
 * several images in flight in libuv's pool gives 189 images/s, two threads per image 176. The pool has 4 threads unless
 * UV_THREADPOOL_SIZE says otherwise, so a process that loads images on a larger machine should be started with it set to the
 * number of cores. libvips' cache holds operations that a loader never repeats.
 */
sharp.cache(false);
sharp.concurrency(1);

export { sharp };
