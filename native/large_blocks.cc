#include "large_blocks.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <mutex>
#include <unordered_map>

namespace fovea {

namespace {

constexpr size_t kRound = 64 << 10;  // sizes are multiples of it, so that nearly equal blocks take each other's place
constexpr size_t kSlack = 16;        // a sixteenth over the peak; without it a DenseNet step takes a tenth more time
constexpr size_t kHugePage = 2 << 20;
constexpr size_t kWorthHugePages = 2 * kHugePage;

struct Kept {
  void* block;
  uint64_t freed_at;
};

using BySize = std::multimap<size_t, Kept>;

struct Pool {
  std::mutex mutex;
  std::unordered_map<void*, size_t> sizes;  // of every block mapped, live or kept
  BySize kept;
  std::map<uint64_t, BySize::iterator> by_age;
  uint64_t clock = 0;
  size_t live_bytes = 0, kept_bytes = 0, heap_bytes = 0, peak_live_bytes = 0;

  void note_peak(size_t more) { peak_live_bytes = std::max(peak_live_bytes, live_bytes + heap_bytes + more); }

  // Live and kept blocks together stay near what was live at once: memory of a tight allocator, page faults of a loose one.
  void make_room(size_t more) {
    note_peak(more);
    const size_t most = peak_live_bytes + peak_live_bytes / kSlack;
    while (kept_bytes > 0 && live_bytes + heap_bytes + kept_bytes + more > most) unmap_oldest();
  }

  void* reuse(BySize::iterator found) {
    void* block = found->second.block;
    kept_bytes -= found->first;
    by_age.erase(found->second.freed_at);
    kept.erase(found);
    return block;
  }

  void unmap_oldest() {
    const auto oldest = by_age.begin()->second;
    const size_t size = oldest->first;
    void* block = reuse(oldest);
    sizes.erase(block);
    munmap(block, size);
  }
};

// Never destroyed: tensors of libtorch's own are freed while the process ends.
Pool& pool() {
  static auto* pool = new Pool;
  return *pool;
}

// Fewer page faults; where the system has no huge pages to give, nothing changes.
void use_huge_pages(void* block, size_t size) {
#ifdef MADV_HUGEPAGE
  const auto address = reinterpret_cast<uintptr_t>(block);
  const uintptr_t start = (address + kHugePage - 1) / kHugePage * kHugePage;
  const uintptr_t end = (address + size) / kHugePage * kHugePage;
  if (end > start) madvise(reinterpret_cast<void*>(start), end - start, MADV_HUGEPAGE);
#endif
}

void* map(size_t size) {
  void* block = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (block == MAP_FAILED) return nullptr;
  if (size >= kWorthHugePages) use_huge_pages(block, size);
  return block;
}

}  // namespace

void* take_large_block(size_t bytes) {
  Pool& p = pool();
  const std::lock_guard<std::mutex> lock(p.mutex);
  const size_t size = (bytes + kRound - 1) / kRound * kRound;
  const auto found = p.kept.lower_bound(size);
  if (found != p.kept.end() && found->first <= size + size / 8) {
    p.live_bytes += found->first;
    p.note_peak(0);
    return p.reuse(found);
  }
  p.make_room(size);
  void* block = map(size);
  if (block == nullptr) {
    while (p.kept_bytes > 0) p.unmap_oldest();
    block = map(size);
    if (block == nullptr) return nullptr;
  }
  p.sizes.emplace(block, size);
  p.live_bytes += size;
  return block;
}

bool give_large_block(void* block) {
  Pool& p = pool();
  const std::lock_guard<std::mutex> lock(p.mutex);
  const auto known = p.sizes.find(block);
  if (known == p.sizes.end()) return false;
  const size_t size = known->second;
  p.live_bytes -= size;
  p.kept_bytes += size;
  p.by_age.emplace(p.clock, p.kept.emplace(size, Kept{block, p.clock}));
  p.clock++;
  return true;
}

void count_heap_block(size_t bytes) {
  Pool& p = pool();
  const std::lock_guard<std::mutex> lock(p.mutex);
  p.make_room(bytes);
  p.heap_bytes += bytes;
}

void forget_heap_block(size_t bytes) {
  Pool& p = pool();
  const std::lock_guard<std::mutex> lock(p.mutex);
  p.heap_bytes -= bytes;
}

}  // namespace fovea
