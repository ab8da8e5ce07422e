// Random number generators by number: 0 is the default generator of the CPU, others are made by JavaScript.
#pragma once
#include <ATen/core/Generator.h>
#include <node_api.h>

namespace fovea {

at::Generator generator(int32_t index);
void export_generators(napi_env env, napi_value exports);

}  // namespace fovea
