#include "generators.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>

#include <map>

#include "convert.h"
#include "errors.h"
#include "module.h"
#include "slots.h"

namespace fovea {

namespace {

std::map<int32_t, at::Generator>& made() {
  static auto* map = new std::map<int32_t, at::Generator>();
  return *map;
}

int32_t next_index = 1;

napi_value manual_seed(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    const auto args = arguments<1>(env, info);
    at::manual_seed(as_int64(env, args[0], "seed"));
    return nullptr;
  });
}

napi_value create(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    const auto args = arguments<1>(env, info);
    made()[next_index] = at::detail::createCPUGenerator(as_int64(env, args[0], "seed"));
    napi_value out;
    check(napi_create_int32(env, next_index++, &out), "generator");
    return out;
  });
}

napi_value destroy(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    const auto args = arguments<1>(env, info);
    made().erase(as_int32(env, args[0], "generator"));
    return nullptr;
  });
}

napi_value get_state(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    const auto args = arguments<1>(env, info);
    const at::Generator g = generator(as_int32(env, args[0], "generator"));
    return tensor_to_js(env, g.get_state());
  });
}

napi_value set_state(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    const auto args = arguments<2>(env, info);
    at::Generator g = generator(as_int32(env, args[0], "generator"));
    g.set_state(slots().get(as_int32(env, args[1], "state")));
    return nullptr;
  });
}

}  // namespace

at::Generator generator(int32_t index) {
  if (index == 0) return at::globalContext().defaultGenerator(at::kCPU);
  const auto found = made().find(index);
  TORCH_CHECK(found != made().end(), "generator ", index, " was disposed");
  return found->second;
}

void export_generators(napi_env env, napi_value exports) {
  export_function(env, exports, "manualSeed", manual_seed);
  export_function(env, exports, "generatorCreate", create);
  export_function(env, exports, "generatorDestroy", destroy);
  export_function(env, exports, "generatorState", get_state);
  export_function(env, exports, "generatorSetState", set_state);
}

}  // namespace fovea
