// Separable resize of 8-bit images in integers, as PIL does it: across, rounded to 8 bits, then down.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "unfilter.h"

namespace fovea {

// For each sample of the result: the first sample of the source that counts, how many do, and their weights, `taps` apart,
// in units of 2^-22. Made by JavaScript (src/image/resize.ts), so that both languages round alike.
struct Axis {
  const int32_t* first;
  const int32_t* count;
  const int32_t* weights;
  size_t taps;
  size_t from;
  size_t to;

  bool fits() const;
};

// RGB to grey by ITU-R 601 as PIL rounds it, in place: a block of `width` pixels in three channels becomes one of one channel.
void to_grey(uint8_t* block, size_t width);

// Resizes an image that arrives in blocks of kLanes rows, so that a block is still in the cache when it is resized.
class Resizer {
 public:
  Resizer(const Axis& across, const Axis& down, size_t channels);
  // The next `rows` rows, laid out as unfilter() leaves them.
  void add(const uint8_t* block, size_t rows);
  // [down.to, across.to, channels], once all rows were added.
  void finish(uint8_t* out);

 private:
  const Axis& across_;
  const Axis& down_;
  size_t channels_;
  size_t rows_ = 0;
  std::vector<uint8_t> narrow_;  // [down.from, across.to, channels]
};

}  // namespace fovea
