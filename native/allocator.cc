#include "allocator.h"

#include "large_blocks.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/InferenceMode.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>

namespace fovea {

namespace {

constexpr size_t kAlignment = 64;  // libtorch's own, and the step between block sizes
constexpr size_t kClasses = 8;     // blocks of 64 to 512 bytes
constexpr size_t kPage = 64 << 10;  // holds blocks of one size
constexpr size_t kPages = 64;

struct Block {
  Block* next;
};

// One range of addresses, so that a pointer alone tells whether it is a small block and of which size.
char* arena = nullptr;
size_t pages_used = 0;
uint8_t class_of_page[kPages];
std::mutex arena_mutex;

// A block goes to the list of the thread that frees it; what a thread leaves behind at its end is bounded by the arena.
thread_local Block* free_blocks[kClasses];

c10::DeleterFnPtr base_deleter = nullptr;

void refill(size_t size_class) {
  const std::lock_guard<std::mutex> lock(arena_mutex);
  if (pages_used == kPages) return;
  class_of_page[pages_used] = static_cast<uint8_t>(size_class);
  char* page = arena + kPage * pages_used++;
  const size_t size = (size_class + 1) * kAlignment;
  for (size_t at = 0; at + size <= kPage; at += size) {
    auto* block = reinterpret_cast<Block*>(page + at);
    block->next = free_blocks[size_class];
    free_blocks[size_class] = block;
  }
}

// Of a block of the heap that is large; 0 for others, and where the library does not say.
size_t large_on_heap(void* data) {
#ifdef __GLIBC__
  const size_t bytes = malloc_usable_size(data);
  return bytes >= kLargeBlock ? bytes : 0;
#else
  return 0;
#endif
}

void release(void* data) {
  const uintptr_t offset = reinterpret_cast<uintptr_t>(data) - reinterpret_cast<uintptr_t>(arena);  // below it: wraps round
  if (offset >= kPage * kPages) {
    if (give_large_block(data)) return;
    if (const size_t bytes = large_on_heap(data)) forget_heap_block(bytes);
    base_deleter(data);
    return;
  }
  Block*& head = free_blocks[class_of_page[offset / kPage]];
  auto* block = static_cast<Block*>(data);
  block->next = head;
  head = block;
}

class Allocator final : public c10::Allocator {
 public:
  explicit Allocator(c10::Allocator* base) : base_(base) {}

  // Overrides by name: libtorch 1.13 declares allocate const, 2.3 and later do not, and copy_data came with 2.2.
  c10::DataPtr allocate(size_t bytes) const { return make(bytes); }
  c10::DataPtr allocate(size_t bytes) { return make(bytes); }
  void copy_data(void* target, const void* source, size_t bytes) const { std::memcpy(target, source, bytes); }
  c10::DeleterFnPtr raw_deleter() const override { return release; }

 private:
  c10::DataPtr make(size_t bytes) const {
    if (bytes > 0 && bytes <= kAlignment * kClasses) {
      const size_t size_class = (bytes - 1) / kAlignment;
      if (free_blocks[size_class] == nullptr) refill(size_class);
      if (Block* block = free_blocks[size_class]) {
        free_blocks[size_class] = block->next;
        return {block, block, release, c10::Device(c10::DeviceType::CPU)};
      }
    }
    // Inference frees each activation at once: the heap, which splits and joins what is free, serves its many sizes better.
    if (bytes >= kLargeBlock && !c10::InferenceMode::is_enabled()) {
      if (void* block = take_large_block(bytes)) return {block, block, release, c10::Device(c10::DeviceType::CPU)};
    }
    c10::DataPtr made = base_->allocate(bytes);
    // its deleter must be the one that raw_deleter() promises
    made.compare_exchange_deleter(base_deleter, release);
    if (const size_t counted = large_on_heap(made.get())) count_heap_block(counted);
    return made;
  }

  c10::Allocator* base_;
};

}  // namespace

void install_allocator() {
  c10::Allocator* base = c10::GetCPUAllocator();
  base_deleter = base->raw_deleter();
  arena = static_cast<char*>(std::aligned_alloc(kPage, kPage * kPages));
  if (base_deleter == nullptr || arena == nullptr) return;
#ifdef __GLIBC__
  // Middling blocks, and oneDNN's buffers, take the place of the last step's rather than come anew from the kernel, zeroed.
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
  c10::SetCPUAllocator(new Allocator(base));  // lives as long as the process
}

}  // namespace fovea
