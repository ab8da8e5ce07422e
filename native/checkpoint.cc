// Gradient checkpointing: a node of the graph that holds a block's inputs alone. In the backward pass it asks JavaScript to
// compute the block again and to give the gradients of its inputs and parameters.
#include <ATen/autocast_mode.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/saved_variable.h>
#include <torch/csrc/autograd/variable.h>

#include <thread>
#include <vector>

#include "convert.h"
#include "module.h"
#include "slots.h"

namespace fovea {

namespace {

using torch::autograd::variable_list;

napi_value array_of(napi_env env, const variable_list& tensors) {
  napi_value out;
  check(napi_create_array_with_length(env, tensors.size(), &out), "array");
  for (uint32_t i = 0; i < tensors.size(); ++i) check(napi_set_element(env, out, i, tensor_to_js(env, tensors[i])), "array");
  return out;
}

struct Checkpoint final : torch::autograd::Node {
  napi_env env;
  napi_ref again = nullptr;  // (inputs, gradient) → handles of gradients, null where there is none
  std::vector<torch::autograd::SavedVariable> inputs;
  const std::thread::id thread = std::this_thread::get_id();

  ~Checkpoint() override { forget(); }

  // Outside JavaScript's thread the reference is leaked rather than touched.
  void forget() {
    if (again != nullptr && std::this_thread::get_id() == thread) napi_delete_reference(env, again);
    again = nullptr;
  }

  std::string name() const override { return "FoveaCheckpoint"; }

  void release_variables() override {
    inputs.clear();
    forget();
  }

  variable_list apply(variable_list&& gradients) override {
    TORCH_CHECK(std::this_thread::get_id() == thread, "gradient checkpointing works on the CPU only");
    TORCH_CHECK(again != nullptr, "a second backward pass through a checkpoint: keep the graph with retainGraph");
    TORCH_CHECK(!c10::GradMode::is_enabled(), "second derivatives do not go through gradient checkpointing");
    variable_list leaves;
    for (const auto& saved : inputs) {
      const auto variable = saved.unpack();
      leaves.push_back(variable.detach().set_requires_grad(variable.requires_grad()));
    }
    napi_handle_scope scope;
    check(napi_open_handle_scope(env, &scope), "scope");
    variable_list found;
    try {
      found = call(leaves, gradients[0]);
    } catch (...) {
      napi_close_handle_scope(env, scope);
      throw;
    }
    napi_close_handle_scope(env, scope);
    return found;
  }

  variable_list call(const variable_list& leaves, const at::Tensor& gradient) {
    napi_value function, receiver, result;
    check(napi_get_reference_value(env, again, &function), "callback");
    check(napi_get_undefined(env, &receiver), "undefined");
    napi_value argv[] = {array_of(env, leaves), tensor_to_js(env, gradient)};
    check(napi_call_function(env, receiver, function, 2, argv, &result), "the block's second computation failed");
    variable_list found(num_outputs());
    for (uint32_t i = 0; i < found.size(); ++i) {
      napi_value item;
      napi_valuetype type;
      check(napi_get_element(env, result, i, &item), "gradient");
      check(napi_typeof(env, item, &type), "gradient");
      if (type != napi_number) continue;
      const auto handle = as_int32(env, item, "gradient");
      found[i] = slots().get(handle);
      slots().free(handle);
    }
    return found;
  }
};

// checkpoint(output, inputs, parameters, again) → the output, tied to the inputs and parameters by a Checkpoint
napi_value checkpoint(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    const auto args = arguments<4>(env, info);
    auto node = std::shared_ptr<Checkpoint>(new Checkpoint(), torch::autograd::deleteNode);
    node->env = env;
    torch::autograd::edge_list edges;
    const auto tie = [&](const at::Tensor& tensor) {
      edges.push_back(tensor.requires_grad() ? torch::autograd::impl::gradient_edge(tensor) : torch::autograd::Edge());
    };
    for (const int32_t handle : as_handles(env, args[1], "inputs")) {
      const at::Tensor tensor = slots().get(handle);
      tie(tensor);
      node->inputs.emplace_back(tensor, false);
    }
    for (const int32_t handle : as_handles(env, args[2], "parameters")) tie(slots().get(handle));
    node->set_next_edges(std::move(edges));
    check(napi_create_reference(env, args[3], 1, &node->again), "callback");
    at::Tensor output = slots().get(as_int32(env, args[0], "output")).variable_data();
    torch::autograd::impl::set_gradient_edge(output, {node, node->add_input_metadata(output)});
    return tensor_to_js(env, output);
  });
}

// autocastCache(enabled) → what it was; casts made without a graph must not be found by those who need one
napi_value autocast_cache(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    napi_value out;
    check(napi_get_boolean(env, at::autocast::is_autocast_cache_enabled(), &out), "boolean");
    at::autocast::set_autocast_cache_enabled(as_bool(env, arguments<1>(env, info)[0], "enabled"));
    return out;
  });
}

}  // namespace

void export_checkpoint(napi_env env, napi_value exports) {
  export_function(env, exports, "checkpoint", checkpoint);
  export_function(env, exports, "autocastCache", autocast_cache);
}

}  // namespace fovea
