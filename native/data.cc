// Tensors in and out of typed arrays, and what JavaScript asks of one tensor.
#include <ATen/ATen.h>

#include <cstring>

#include "convert.h"
#include "module.h"
#include "slots.h"

namespace fovea {

namespace {

const at::Tensor& tensor_of(napi_env env, napi_value value) { return slots().get(as_int32(env, value, "tensor")); }

std::pair<void*, size_t> bytes_of(napi_env env, napi_value value) {
  napi_typedarray_type type;
  size_t length;
  void* data;
  if (napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr) != napi_ok || type != napi_uint8_array)
    throw std::invalid_argument("bytes must be a Uint8Array");
  return {data, length};
}

// fromBytes(bytes, dtype code, shape) → handle of a CPU tensor that owns a copy
napi_value from_bytes(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    const auto args = arguments<3>(env, info);
    const auto source = bytes_of(env, args[0]);
    const auto dtype = static_cast<at::ScalarType>(as_int32(env, args[1], "dtype"));
    at::Tensor out = at::empty(as_ints(env, args[2], "shape"), at::TensorOptions().dtype(dtype));
    TORCH_CHECK(out.nbytes() == source.second, describe(out), " takes ", out.nbytes(), " bytes, but ", source.second, " were given");
    if (source.second > 0) std::memcpy(out.data_ptr(), source.first, source.second);
    return tensor_to_js(env, std::move(out));
  });
}

// toBytes(tensor, bytes): row-major
napi_value to_bytes(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    const auto args = arguments<2>(env, info);
    const at::Tensor source = tensor_of(env, args[0]).detach().to(at::kCPU).contiguous();
    const auto target = bytes_of(env, args[1]);
    TORCH_CHECK(source.nbytes() == target.second, describe(source), " holds ", source.nbytes(), " bytes, but the target has ", target.second);
    if (target.second > 0) std::memcpy(target.first, source.data_ptr(), target.second);
    return nullptr;
  });
}

napi_value ints_to_js(napi_env env, at::IntArrayRef ints) {
  napi_value out, item;
  check(napi_create_array_with_length(env, ints.size(), &out), "array");
  for (uint32_t i = 0; i < ints.size(); ++i) {
    check(napi_create_int64(env, ints[i], &item), "int");
    check(napi_set_element(env, out, i, item), "array");
  }
  return out;
}

napi_value shape(napi_env env, napi_callback_info info) {
  return guard(env, [&] { return ints_to_js(env, tensor_of(env, arguments<1>(env, info)[0]).sizes()); });
}

napi_value strides(napi_env env, napi_callback_info info) {
  return guard(env, [&] { return ints_to_js(env, tensor_of(env, arguments<1>(env, info)[0]).strides()); });
}

napi_value dtype(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    napi_value out;
    check(napi_create_int32(env, static_cast<int32_t>(tensor_of(env, arguments<1>(env, info)[0]).scalar_type()), &out), "dtype");
    return out;
  });
}

napi_value device(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    napi_value out;
    const auto name = tensor_of(env, arguments<1>(env, info)[0]).device().str();
    check(napi_create_string_utf8(env, name.c_str(), name.size(), &out), "device");
    return out;
  });
}

napi_value item(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    const at::Tensor& tensor = tensor_of(env, arguments<1>(env, info)[0]);
    TORCH_CHECK(tensor.numel() == 1, "item() needs a tensor of one element, not ", describe(tensor));
    napi_value out;
    check(napi_create_double(env, tensor.item().toDouble(), &out), "number");
    return out;
  });
}

}  // namespace

void export_data(napi_env env, napi_value exports) {
  export_function(env, exports, "fromBytes", from_bytes);
  export_function(env, exports, "toBytes", to_bytes);
  export_function(env, exports, "shape", shape);
  export_function(env, exports, "strides", strides);
  export_function(env, exports, "dtype", dtype);
  export_function(env, exports, "device", device);
  export_function(env, exports, "item", item);
}

}  // namespace fovea
