#include "resize.h"

#include <algorithm>
#include <cstring>

namespace fovea {

namespace {

constexpr int kBits = 22;
constexpr int32_t kHalf = 1 << (kBits - 1);

// Compiled for wide registers too, chosen when loaded; integers, so all give the same.
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__)
#define FOVEA_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define FOVEA_WIDE
#endif

// The weights are not negative and add up to one, so the sum stays within 8 bits once shifted, rounding apart.
inline uint8_t rounded(int32_t sum) { return static_cast<uint8_t>(std::min(sum >> kBits, 255)); }

// One sample of kLanes rows: sum of `count` columns that lie `stride` bytes apart.
FOVEA_WIDE void across_block(const uint8_t* block, const Axis& axis, size_t channels, size_t rows, uint8_t* out) {
  const size_t out_stride = axis.to * channels;
  for (size_t x = 0; x < axis.to; ++x) {
    const int32_t* weights = axis.weights + x * axis.taps;
    for (size_t c = 0; c < channels; ++c) {
      const uint8_t* column = block + (axis.first[x] * channels + c) * kLanes;
      int32_t sums[kLanes];
      for (size_t r = 0; r < kLanes; ++r) sums[r] = kHalf;
      for (int32_t k = 0; k < axis.count[x]; ++k, column += channels * kLanes) {
        for (size_t r = 0; r < kLanes; ++r) sums[r] += weights[k] * column[r];
      }
      for (size_t r = 0; r < rows; ++r) out[r * out_stride + x * channels + c] = rounded(sums[r]);
    }
  }
}

FOVEA_WIDE void down_row(const uint8_t* rows, size_t width, const int32_t* weights, int32_t count, int32_t* sums, uint8_t* out) {
  for (size_t x = 0; x < width; ++x) sums[x] = kHalf;
  for (int32_t k = 0; k < count; ++k, rows += width) {
    for (size_t x = 0; x < width; ++x) sums[x] += weights[k] * rows[x];
  }
  for (size_t x = 0; x < width; ++x) out[x] = rounded(sums[x]);
}

}  // namespace

bool Axis::fits() const {
  for (size_t i = 0; i < to; ++i) {
    if (first[i] < 0 || count[i] < 1 || static_cast<size_t>(count[i]) > taps) return false;
    if (static_cast<size_t>(first[i]) + count[i] > from) return false;
  }
  return true;
}

FOVEA_WIDE void to_grey(uint8_t* block, size_t width) {
  for (size_t x = 0; x < width; ++x) {
    const uint8_t* rgb = block + x * 3 * kLanes;
    uint8_t grey[kLanes];
    for (size_t r = 0; r < kLanes; ++r) {
      const int32_t sum = rgb[r] * 19595 + rgb[kLanes + r] * 38470 + rgb[2 * kLanes + r] * 7471 + 0x8000;
      grey[r] = static_cast<uint8_t>(sum >> 16);
    }
    std::memcpy(block + x * kLanes, grey, kLanes);
  }
}

Resizer::Resizer(const Axis& across, const Axis& down, size_t channels)
    : across_(across), down_(down), channels_(channels), narrow_(down.from * across.to * channels) {}

void Resizer::add(const uint8_t* block, size_t rows) {
  across_block(block, across_, channels_, rows, narrow_.data() + rows_ * across_.to * channels_);
  rows_ += rows;
}

void Resizer::finish(uint8_t* out) {
  const size_t width = across_.to * channels_;
  std::vector<int32_t> sums(width);
  for (size_t y = 0; y < down_.to; ++y) {
    down_row(narrow_.data() + down_.first[y] * width, width, down_.weights + y * down_.taps, down_.count[y], sums.data(), out + y * width);
  }
}

}  // namespace fovea
