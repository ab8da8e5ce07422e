// Backward passes, gradients, and the thread's modes: grad, inference, autocast.
#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/version.h>

#include <memory>
#include <vector>

#include "convert.h"
#include "module.h"
#include "slots.h"

namespace fovea {

namespace {

const at::Tensor& tensor_of(napi_env env, napi_value value) { return slots().get(as_int32(env, value, "tensor")); }

std::vector<at::Tensor> tensors_of(napi_env env, napi_value value) {
  std::vector<at::Tensor> out;
  for (const int32_t handle : as_handles(env, value, "tensors")) out.push_back(slots().get(handle));
  return out;
}

bool is_nullish(napi_env env, napi_value value) {
  napi_valuetype type;
  check(napi_typeof(env, value, &type), "argument");
  return type == napi_undefined || type == napi_null;
}

// backward(tensor, gradient | null, retainGraph, createGraph): gradients add up in the leaves
napi_value backward(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    const auto args = arguments<4>(env, info);
    const at::Tensor root = tensor_of(env, args[0]);
    std::vector<at::Tensor> seed;
    if (!is_nullish(env, args[1])) seed.push_back(tensor_of(env, args[1]));
    try {
      torch::autograd::backward({root}, seed, as_bool(env, args[2], "retainGraph"), as_bool(env, args[3], "createGraph"));
    } catch (const c10::Error& e) {
      throw std::runtime_error("backward of " + describe(root) + ": " + e.what_without_backtrace());
    }
    return nullptr;
  });
}

// grad(outputs, inputs, gradients, retainGraph, createGraph) → handles, null where an input is unused
napi_value grad(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    const auto args = arguments<5>(env, info);
    const auto found = torch::autograd::grad(tensors_of(env, args[0]), tensors_of(env, args[1]), tensors_of(env, args[2]),
                                             as_bool(env, args[3], "retainGraph"), as_bool(env, args[4], "createGraph"), true);
    napi_value out;
    check(napi_create_array_with_length(env, found.size(), &out), "array");
    for (uint32_t i = 0; i < found.size(); ++i) check(napi_set_element(env, out, i, tensor_to_js(env, found[i])), "array");
    return out;
  });
}

napi_value gradient_of(napi_env env, napi_callback_info info) {
  return guard(env, [&] { return tensor_to_js(env, tensor_of(env, arguments<1>(env, info)[0]).grad()); });
}

napi_value set_gradient(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    const auto args = arguments<2>(env, info);
    at::Tensor tensor = tensor_of(env, args[0]);
    tensor.mutable_grad() = is_nullish(env, args[1]) ? at::Tensor() : tensor_of(env, args[1]);
    return nullptr;
  });
}

// clearGradients(handles): as zero_grad(set_to_none=True)
napi_value clear_gradients(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    for (at::Tensor& tensor : tensors_of(env, arguments<1>(env, info)[0])) tensor.mutable_grad().reset();
    return nullptr;
  });
}

napi_value set_requires_grad(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    const auto args = arguments<2>(env, info);
    tensor_of(env, args[0]).set_requires_grad(as_bool(env, args[1], "requiresGrad"));
    return nullptr;
  });
}

napi_value requires_grad(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    napi_value out;
    check(napi_get_boolean(env, tensor_of(env, arguments<1>(env, info)[0]).requires_grad(), &out), "boolean");
    return out;
  });
}

// A tap on an inner activation: backward() then leaves its gradient in .grad, as on a leaf.
napi_value retain_grad(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    tensor_of(env, arguments<1>(env, info)[0]).retain_grad();
    return nullptr;
  });
}

// gradMode(enabled) → what it was
napi_value grad_mode(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    napi_value out;
    check(napi_get_boolean(env, c10::GradMode::is_enabled(), &out), "boolean");
    c10::GradMode::set_enabled(as_bool(env, arguments<1>(env, info)[0], "enabled"));
    return out;
  });
}

std::vector<std::unique_ptr<c10::InferenceMode>>& inference_guards() {
  static auto* guards = new std::vector<std::unique_ptr<c10::InferenceMode>>();
  return *guards;
}

napi_value push_inference(napi_env env, napi_callback_info) {
  return guard(env, [&]() -> napi_value {
    inference_guards().push_back(std::make_unique<c10::InferenceMode>());
    return nullptr;
  });
}

napi_value pop_inference(napi_env env, napi_callback_info) {
  return guard(env, [&]() -> napi_value {
    TORCH_CHECK(!inference_guards().empty(), "inference mode was not entered");
    inference_guards().pop_back();
    return nullptr;
  });
}

#define FOVEA_TORCH_AT_LEAST(major, minor) \
  (TORCH_VERSION_MAJOR > (major) || (TORCH_VERSION_MAJOR == (major) && TORCH_VERSION_MINOR >= (minor)))

void set_autocast(c10::DeviceType device, bool enabled, at::ScalarType dtype) {
#if FOVEA_TORCH_AT_LEAST(2, 4)
  at::autocast::set_autocast_enabled(device, enabled);
  at::autocast::set_autocast_dtype(device, dtype);
#else
  if (device == c10::kCUDA) {
    at::autocast::set_enabled(enabled);
    at::autocast::set_autocast_gpu_dtype(dtype);
  } else {
    at::autocast::set_cpu_enabled(enabled);
    at::autocast::set_autocast_cpu_dtype(dtype);
  }
#endif
}

// pushAutocast(device, dtype code) and popAutocast(device): nested uses keep the cache of cast weights until the outermost ends
napi_value push_autocast(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    const auto args = arguments<2>(env, info);
    set_autocast(c10::Device(as_string(env, args[0], "device")).type(), true, static_cast<at::ScalarType>(as_int32(env, args[1], "dtype")));
    at::autocast::increment_nesting();
    return nullptr;
  });
}

napi_value pop_autocast(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    const auto device = c10::Device(as_string(env, arguments<1>(env, info)[0], "device")).type();
    if (at::autocast::decrement_nesting() == 0) {
      at::autocast::clear_cache();
      set_autocast(device, false, at::kBFloat16);
    }
    return nullptr;
  });
}

}  // namespace

void export_autograd(napi_env env, napi_value exports) {
  export_function(env, exports, "backward", backward);
  export_function(env, exports, "grad", grad);
  export_function(env, exports, "gradientOf", gradient_of);
  export_function(env, exports, "setGradient", set_gradient);
  export_function(env, exports, "clearGradients", clear_gradients);
  export_function(env, exports, "setRequiresGrad", set_requires_grad);
  export_function(env, exports, "requiresGrad", requires_grad);
  export_function(env, exports, "retainGrad", retain_grad);
  export_function(env, exports, "gradMode", grad_mode);
  export_function(env, exports, "pushInference", push_inference);
  export_function(env, exports, "popInference", pop_inference);
  export_function(env, exports, "pushAutocast", push_autocast);
  export_function(env, exports, "popAutocast", pop_autocast);
}

}  // namespace fovea
