// JavaScript values to and from libtorch's IValues, by the operator's own schema.
#pragma once
#include <ATen/core/Tensor.h>
#include <ATen/core/function_schema.h>
#include <ATen/core/ivalue.h>
#include <node_api.h>

#include <string>
#include <vector>

namespace fovea {

enum class Kind { Tensor, TensorList, OptionalTensorList, Scalar, Int, Double, Bool, IntList, DoubleList, BoolList, String, Device, Generator, Unsupported };

// One argument of an operator, resolved once so that a call only switches on `kind`.
struct Arg {
  std::string name;
  Kind kind;
  bool optional;   // None is allowed
  bool required;   // no default
  int32_t length;  // of a fixed-size list, to which a single number expands; else 0
  c10::IValue fallback;
};

Arg resolve(const c10::Argument& argument);

c10::IValue to_ivalue(napi_env env, napi_value value, const Arg& arg);
napi_value to_js(napi_env env, const c10::IValue& value);
napi_value tensor_to_js(napi_env env, at::Tensor tensor);

int32_t as_int32(napi_env env, napi_value value, const char* what);
int64_t as_int64(napi_env env, napi_value value, const char* what);
double as_double(napi_env env, napi_value value, const char* what);
bool as_bool(napi_env env, napi_value value, const char* what);
std::string as_string(napi_env env, napi_value value, const char* what);
std::vector<int64_t> as_ints(napi_env env, napi_value value, const char* what);
std::vector<int32_t> as_handles(napi_env env, napi_value value, const char* what);

// "f32[16, 3, 224, 224]": how errors name a tensor.
std::string describe(const at::Tensor& tensor);

}  // namespace fovea
