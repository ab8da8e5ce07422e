#pragma once

#include <cstddef>

namespace fovea {

// Blocks from this size on are mapped from the kernel, one by one, and kept when freed.
constexpr size_t kLargeBlock = 1 << 20;

// A block of at least `bytes`, or null where there is no memory.
void* take_large_block(size_t bytes);

// False, and nothing done, if `block` was not taken here.
bool give_large_block(void* block);

}  // namespace fovea
