#pragma once

#include <cstddef>

namespace fovea {

// Blocks from this size on are mapped from the kernel, one by one, and kept when freed.
constexpr size_t kLargeBlock = 1 << 20;

// A block of at least `bytes`, or null where there is no memory.
void* take_large_block(size_t bytes);

// False, and nothing done, if `block` was not taken here.
bool give_large_block(void* block);

// What is live on the heap beside them counts as live: kept blocks make room for it.
void count_heap_block(size_t bytes);
void forget_heap_block(size_t bytes);

}  // namespace fovea
