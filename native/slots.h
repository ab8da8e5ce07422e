// Tensors cross into JavaScript as integers: a slot number and the slot's generation, packed so that they stay a small
// integer in V8. Native object handles would be freed only when the garbage collector happens to run.
#pragma once
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace fovea {

class Slots {
 public:
  int32_t put(at::Tensor tensor);
  const at::Tensor& get(int32_t handle) const;
  void free(int32_t handle) noexcept;  // a stale handle is ignored: the tensor is already gone
  size_t live() const { return live_; }
  size_t bytes() const;  // of distinct storages that live handles keep

 private:
  static constexpr int kSlotBits = 20;
  static constexpr int32_t kMaxSlots = 1 << kSlotBits;
  static constexpr int32_t kGenerations = 1 << (31 - kSlotBits);
  struct Slot {
    at::Tensor tensor;
    int32_t generation = 0;
    bool used = false;
  };
  bool current(int32_t handle) const;
  std::vector<Slot> slots_;
  std::vector<int32_t> free_;
  size_t live_ = 0;
};

Slots& slots();

}  // namespace fovea
