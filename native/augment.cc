// fovea::augment: what src/data/augmentBatch.ts also says in libtorch's operators, for the CPU in two passes over an image that
// stays in the processor's cache: no grid, and no copy for each step.
#include <ATen/ATen.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>
#include <vector>

// Wide registers where there are any; without fused multiply-adds, so that every processor gives the same bits.
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__)
#define FOVEA_WIDE __attribute__((optimize("O3"), target_clones("avx2", "default")))
#else
#define FOVEA_WIDE
#endif

namespace fovea {

namespace {

enum Padding { kZeros, kBorder, kReflection };

struct Params {
  float theta[2][3];
  float contrast, brightness;
};

// Pixels of the image, in the order of one row of the result; pixel centres are whole numbers.
struct Places {
  explicit Places(int64_t side) : x(side), y(side) {}
  std::vector<float> x, y;
};

// `theta` as affine_grid and grid_sample take it without align_corners, in pixels.
FOVEA_WIDE void place(const float* theta, int64_t row, std::vector<float>& out) {
  const double half = 0.5 * static_cast<double>(out.size());
  const double first = theta[0] * (0.5 - half) + theta[1] * (static_cast<double>(row) + 0.5 - half) + theta[2] * half + half - 0.5;
  const auto start = static_cast<float>(first);
  for (int32_t i = 0; i < static_cast<int32_t>(out.size()); ++i) out[i] = start + theta[0] * static_cast<float>(i);
}

// Beyond an edge the image goes on as in a mirror that stands on the outer edge of the last pixel.
void reflect(std::vector<float>& places) {
  const auto side = static_cast<float>(places.size());
  for (float& place : places) {
    const float within = std::fmod(std::fabs(place + 0.5f), 2 * side);
    place = std::min(within, 2 * side - within) - 0.5f;
  }
}

// Bilinear. `padded` has a row and a column of zeros before the first and two after the last; `reach` is how far outside of the
// image a place may lie.
FOVEA_WIDE void sample(const float* padded, const Places& places, float reach, float* out) {
  const auto side = static_cast<int32_t>(places.x.size());
  const float *x = places.x.data(), *y = places.y.data();
  const int32_t stride = side + 3;
  const float low = 1 - reach, high = static_cast<float>(side) + reach;
  for (int32_t i = 0; i < side; ++i) {
    // in this order NaN, too, becomes a place inside
    const float column = std::max(low, std::min(high, x[i] + 1)), row = std::max(low, std::min(high, y[i] + 1));
    const auto left = static_cast<int32_t>(column), top = static_cast<int32_t>(row);
    const float right = column - static_cast<float>(left), below = row - static_cast<float>(top);
    const float* p = padded + top * stride + left;
    const float upper = p[0] + right * (p[1] - p[0]);
    const float lower = p[stride] + right * (p[stride + 1] - p[stride]);
    out[i] = upper + below * (lower - upper);
  }
}

FOVEA_WIDE double sum(const float* values, int64_t count) {
  constexpr int64_t kLanes = 16;
  float lanes[kLanes] = {};
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (int64_t k = 0; k < kLanes; ++k) lanes[k] += values[i + k];
  }
  double total = 0;
  for (const float lane : lanes) total += lane;
  for (; i < count; ++i) total += values[i];
  return total;
}

FOVEA_WIDE void adjust(float* values, int64_t count, float mean, float contrast, float brightness) {
  for (int64_t i = 0; i < count; ++i) {
    const float value = (values[i] - mean) * contrast + mean + brightness;
    values[i] = std::min(1.0f, std::max(0.0f, value));
  }
}

// One image [channels, side, side].
void augment_image(const float* image, int64_t channels, int64_t side, const Params& params, Padding padding, float* out) {
  const int64_t stride = side + 3, plane = stride * stride;
  std::vector<float> padded(channels * plane);
  for (int64_t row = 0; row < channels * side; ++row) {
    float* target = &padded[row / side * plane + (row % side + 1) * stride + 1];
    std::copy_n(image + row * side, side, target);
  }
  Places places(side);
  double total = 0;
  for (int64_t row = 0; row < side; ++row) {
    place(params.theta[0], row, places.x);
    place(params.theta[1], row, places.y);
    if (padding == kReflection) reflect(places.x), reflect(places.y);
    for (int64_t c = 0; c < channels; ++c) {
      float* target = out + (c * side + row) * side;
      sample(&padded[c * plane], places, padding == kZeros ? 1 : 0, target);
      total += sum(target, side);
    }
  }
  const int64_t count = channels * side * side;
  adjust(out, count, static_cast<float>(total / static_cast<double>(count)), params.contrast, params.brightness);
}

at::Tensor augment(const at::Tensor& images, const at::Tensor& params, int64_t padding) {
  TORCH_CHECK(images.dim() == 4 && images.size(2) == images.size(3), "images must be [N, C, H, H]");
  TORCH_CHECK(images.scalar_type() == at::kFloat && params.scalar_type() == at::kFloat, "images and params must be f32");
  TORCH_CHECK(params.dim() == 2 && params.size(0) == images.size(0) && params.size(1) == 8, "params must be [N, 8]");
  TORCH_CHECK(padding >= kZeros && padding <= kReflection, "padding must be 0, 1 or 2");
  TORCH_CHECK(images.size(3) < 1 << 14, "images must be smaller than 16,384 pixels");
  const at::Tensor from = images.contiguous(), given = params.contiguous();
  at::Tensor out = at::empty(from.sizes(), from.options());
  const int64_t channels = from.size(1), side = from.size(2), step = channels * side * side;
  const auto* each = reinterpret_cast<const Params*>(given.data_ptr<float>());
  for (int64_t i = 0; i < from.size(0); ++i) {
    augment_image(from.data_ptr<float>() + i * step, channels, side, each[i], static_cast<Padding>(padding), out.data_ptr<float>() + i * step);
  }
  return out;
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(fovea, library) { library.def("augment(Tensor images, Tensor params, int padding) -> Tensor"); }
TORCH_LIBRARY_IMPL(fovea, CPU, library) { library.impl("augment", augment); }

}  // namespace fovea
