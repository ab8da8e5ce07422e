#include "slots.h"

#include <unordered_map>

namespace fovea {

// Never destroyed: at exit libtorch's own statics may go first.
Slots& slots() {
  static auto* table = new Slots();
  return *table;
}

int32_t Slots::put(at::Tensor tensor) {
  int32_t index;
  if (!free_.empty()) {
    index = free_.back();
    free_.pop_back();
  } else {
    TORCH_CHECK(slots_.size() < kMaxSlots, "more than ", kMaxSlots, " live tensors: wrap the loop body in scope()");
    index = static_cast<int32_t>(slots_.size());
    slots_.emplace_back();
  }
  Slot& slot = slots_[index];
  slot.tensor = std::move(tensor);
  slot.used = true;
  ++live_;
  return (slot.generation << kSlotBits) | index;
}

bool Slots::current(int32_t handle) const {
  const auto index = static_cast<size_t>(handle & (kMaxSlots - 1));
  return handle >= 0 && index < slots_.size() && slots_[index].used && slots_[index].generation == handle >> kSlotBits;
}

const at::Tensor& Slots::get(int32_t handle) const {
  TORCH_CHECK(current(handle), "tensor handle ", handle, " is stale: the tensor was freed");
  return slots_[handle & (kMaxSlots - 1)].tensor;
}

void Slots::free(int32_t handle) noexcept {
  if (!current(handle)) return;
  const int32_t index = handle & (kMaxSlots - 1);
  Slot& slot = slots_[index];
  slot.tensor.reset();
  slot.used = false;
  slot.generation = (slot.generation + 1) % kGenerations;
  free_.push_back(index);
  --live_;
}

size_t Slots::bytes() const {
  std::unordered_map<const void*, size_t> storages;
  for (const Slot& slot : slots_) {
    if (slot.used && slot.tensor.defined() && slot.tensor.has_storage()) {
      const auto& storage = slot.tensor.storage();
      storages[storage.unsafeGetStorageImpl()] = storage.nbytes();
    }
  }
  size_t total = 0;
  for (const auto& entry : storages) total += entry.second;
  return total;
}

}  // namespace fovea
