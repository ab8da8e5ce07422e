// zlib streams by libdeflate, where the system has it: half the time of zlib.
#pragma once
#include <cstddef>
#include <cstdint>

namespace fovea {

// Whether libdeflate was found.
bool can_inflate();

// Inflates a zlib stream that must give exactly `length` bytes. False where it is broken or gives another number.
bool inflate(const uint8_t* stream, size_t bytes, uint8_t* out, size_t length);

}  // namespace fovea
