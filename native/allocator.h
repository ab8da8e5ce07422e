// libtorch's CPU memory with small blocks from free lists and large ones on huge pages (docs/decisions/080-memory.md).
#pragma once

namespace fovea {

// For all tensors made from now on; to be called before any is.
void install_allocator();

}  // namespace fovea
