// Undoing the filters of PNG rows. PNG specification, third edition, § 9.
#pragma once
#include <cstddef>
#include <cstdint>

namespace fovea {

constexpr size_t kLanes = 16;  // rows of a block

// Undoes `rows` (at most kLanes) filtered rows of `width` bytes, each behind its filter byte, with `step` bytes per pixel.
// `block` gets them side by side: byte x of row r at block[x * kLanes + r]. `above` is the row before the first (zeros at
// the top of an image) and becomes the last. False for a filter that PNG does not know.
bool unfilter(const uint8_t* filtered, size_t width, size_t rows, size_t step, uint8_t* above, uint8_t* block);

}  // namespace fovea
