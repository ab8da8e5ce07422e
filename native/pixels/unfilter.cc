#include "unfilter.h"

#include <array>
#include <cstdlib>
#include <utility>

namespace fovea {

namespace {

enum Filter : uint8_t { kNone, kSub, kUp, kAverage, kPaeth, kFilters };

// Written without branches, and so that little waits for `left`: the next pixel waits for this one.
inline int paeth(int left, int up, int corner) {
  const int to_left = std::abs(up - corner);
  const int to_up = std::abs(left - corner);
  const int to_corner = std::abs(left + (up - 2 * corner));
  const int nearer = to_up <= to_corner ? up : corner;
  return to_left <= (to_up < to_corner ? to_up : to_corner) ? left : nearer;
}

// One row that is being undone, of one channel.
template <int filter>
struct Row {
  const uint8_t* filtered;
  uint8_t* out;
  int left, corner;

  int next(size_t x, int up) {
    int guess = 0;
    if (filter == kSub) guess = left;
    if (filter == kUp) guess = up;
    if (filter == kAverage) guess = (left + up) >> 1;
    if (filter == kPaeth) guess = paeth(left, up, corner);
    corner = up;
    left = (filtered[x] + guess) & 255;
    out[x * kLanes] = static_cast<uint8_t>(left);
    return left;
  }
};

// Where a row starts, and the row above it with the distance between that one's bytes.
struct Place {
  const uint8_t* filtered;
  uint8_t* out;
  const uint8_t* above;
  size_t stride;
};

template <int filter, size_t step>
void one_row(const Place& place, size_t width) {
  for (size_t c = 0; c < step; ++c) {
    Row<filter> row{place.filtered, place.out, 0, 0};
    for (size_t x = c; x < width; x += step) row.next(x, place.above[x * place.stride]);
  }
}

// Two rows at a time, the lower a pixel behind: two chains of dependent steps that a core runs at once.
template <int filter, int lower_filter, size_t step>
void two_rows(const Place& place, size_t width) {
  for (size_t c = 0; c < step; ++c) {
    Row<filter> row{place.filtered, place.out, 0, 0};
    Row<lower_filter> lower{place.filtered + width + 1, place.out + 1, 0, 0};
    int up = row.next(c, place.above[c * place.stride]);
    for (size_t x = c + step; x < width; x += step) {
      const int next = row.next(x, place.above[x * place.stride]);
      lower.next(x - step, up);
      up = next;
    }
    lower.next(width - step + c, up);
  }
}

using Undo = void (*)(const Place&, size_t width);

template <size_t step, size_t... code>
constexpr std::array<Undo, sizeof...(code)> single_rows(std::index_sequence<code...>) {
  return {one_row<code, step>...};
}

template <size_t step, size_t... code>
constexpr std::array<Undo, sizeof...(code)> row_pairs(std::index_sequence<code...>) {
  return {two_rows<code / kFilters, code % kFilters, step>...};
}

template <size_t step>
bool unfilter(const uint8_t* filtered, size_t width, size_t rows, uint8_t* above, uint8_t* block) {
  static constexpr auto single = single_rows<step>(std::make_index_sequence<kFilters>());
  static constexpr auto pairs = row_pairs<step>(std::make_index_sequence<kFilters * kFilters>());
  for (size_t r = 0; r < rows;) {
    const uint8_t* row = filtered + r * (width + 1);
    const bool last = r + 1 == rows;
    const uint8_t filter = row[0], lower = last ? 0 : row[width + 1];
    if (filter >= kFilters || lower >= kFilters) return false;
    const Place place{row + 1, block + r, r == 0 ? above : block + r - 1, r == 0 ? 1 : kLanes};
    (last ? single[filter] : pairs[filter * kFilters + lower])(place, width);
    r += last ? 1 : 2;
  }
  for (size_t x = 0; x < width; ++x) above[x] = block[x * kLanes + rows - 1];
  return true;
}

}  // namespace

bool unfilter(const uint8_t* filtered, size_t width, size_t rows, size_t step, uint8_t* above, uint8_t* block) {
  if (step == 1) return unfilter<1>(filtered, width, rows, above, block);
  if (step == 3) return unfilter<3>(filtered, width, rows, above, block);
  return false;
}

}  // namespace fovea
