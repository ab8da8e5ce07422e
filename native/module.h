// What each part of the addon exports, and the two helpers they share.
#pragma once
#include <node_api.h>

#include <array>
#include <stdexcept>

#include "errors.h"

namespace fovea {

template <size_t N>
std::array<napi_value, N> arguments(napi_env env, napi_callback_info info) {
  std::array<napi_value, N> out;
  size_t count = N;  // missing ones are filled with undefined
  check(napi_get_cb_info(env, info, &count, out.data(), nullptr, nullptr), "arguments");
  return out;
}

inline void export_function(napi_env env, napi_value exports, const char* name, napi_callback body) {
  napi_value function;
  check(napi_create_function(env, name, NAPI_AUTO_LENGTH, body, nullptr, &function), name);
  check(napi_set_named_property(env, exports, name, function), name);
}

void export_dispatch(napi_env env, napi_value exports);
void export_data(napi_env env, napi_value exports);
void export_autograd(napi_env env, napi_value exports);
void export_checkpoint(napi_env env, napi_value exports);
void export_runtime(napi_env env, napi_value exports);

}  // namespace fovea
