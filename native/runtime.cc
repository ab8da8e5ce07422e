// The engine as a whole: version, threads, devices, live memory.
#include <ATen/Parallel.h>
#include <ATen/Context.h>
#include <ATen/Version.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <torch/version.h>

#include "convert.h"
#include "module.h"
#include "slots.h"

namespace fovea {

namespace {

void set(napi_env env, napi_value object, const char* name, const std::string& text) {
  napi_value value;
  check(napi_create_string_utf8(env, text.c_str(), text.size(), &value), name);
  check(napi_set_named_property(env, object, name, value), name);
}

void set(napi_env env, napi_value object, const char* name, double number) {
  napi_value value;
  check(napi_create_double(env, number, &value), name);
  check(napi_set_named_property(env, object, name, value), name);
}

napi_value engine_info(napi_env env, napi_callback_info) {
  return guard(env, [&]() -> napi_value {
    napi_value out;
    check(napi_create_object(env, &out), "object");
    set(env, out, "version", TORCH_VERSION);
    set(env, out, "threads", at::get_num_threads());
    set(env, out, "cudaDevices", at::hasCUDA() ? at::detail::getCUDAHooks().getNumGPUs() : 0);
    set(env, out, "config", at::show_config());
    set(env, out, "parallel", at::get_parallel_info());
    return out;
  });
}

napi_value threads(napi_env env, napi_callback_info) {
  return guard(env, [&]() -> napi_value {
    napi_value out;
    check(napi_create_int32(env, at::get_num_threads(), &out), "threads");
    return out;
  });
}

napi_value set_threads(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    at::set_num_threads(as_int32(env, arguments<1>(env, info)[0], "threads"));
    return nullptr;
  });
}

napi_value memory(napi_env env, napi_callback_info) {
  return guard(env, [&]() -> napi_value {
    napi_value out;
    check(napi_create_object(env, &out), "object");
    set(env, out, "tensors", static_cast<double>(slots().live()));
    set(env, out, "bytes", static_cast<double>(slots().bytes()));
    return out;
  });
}

}  // namespace

void export_runtime(napi_env env, napi_value exports) {
  export_function(env, exports, "engineInfo", engine_info);
  export_function(env, exports, "threads", threads);
  export_function(env, exports, "setThreads", set_threads);
  export_function(env, exports, "memory", memory);
}

}  // namespace fovea
