// Fovea's one addon over libtorch: tensors in and out, operators through the dispatcher, autograd, modes, seeds.
#include "module.h"

#include <atomic>

#include "allocator.h"
#include "generators.h"

NAPI_MODULE_INIT() {
  // The slot table belongs to one thread; a second JS thread would race on it.
  static std::atomic<bool> loaded{false};
  if (loaded.exchange(true)) {
    napi_throw_error(env, nullptr, "Fovea's engine runs in one thread of a process: use a child process, not a worker thread");
    return nullptr;
  }
  return fovea::guard(env, [&] {
    fovea::install_allocator();
    fovea::export_dispatch(env, exports);
    fovea::export_data(env, exports);
    fovea::export_autograd(env, exports);
    fovea::export_checkpoint(env, exports);
    fovea::export_generators(env, exports);
    fovea::export_runtime(env, exports);
    return exports;
  });
}
