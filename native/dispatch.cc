// Any operator of libtorch by name: found in the dispatcher, its arguments converted by its schema, called boxed.
// Autograd and autocast come with the dispatch.
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>

#include <memory>
#include <sstream>
#include <vector>

#include "convert.h"
#include "module.h"
#include "slots.h"

namespace fovea {

namespace {

constexpr size_t kMaxArguments = 24;

struct Operator {
  std::string name;
  std::string overload;
  bool discard;  // in place: the result is an argument that JavaScript already holds
  c10::optional<c10::OperatorHandle> handle;
  std::vector<Arg> args;

  std::string full_name() const { return overload.empty() ? name : name + "." + overload; }

  // Looked up on first use: a libtorch that lacks an operator fails only where it is called.
  void load() {
    auto& dispatcher = c10::Dispatcher::singleton();
    handle = dispatcher.findSchema({name, overload});
    TORCH_CHECK(handle.has_value(), "this libtorch has no operator ", full_name());
    for (const auto& argument : handle->schema().arguments()) args.push_back(resolve(argument));
    TORCH_CHECK(args.size() < kMaxArguments, full_name(), " has too many arguments");
  }
};

std::vector<std::unique_ptr<Operator>>& operators() {
  static auto* table = new std::vector<std::unique_ptr<Operator>>();
  return *table;
}

// op(name, overload, discard) → number
napi_value op(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    const auto args = arguments<3>(env, info);
    auto entry = std::make_unique<Operator>();
    entry->name = as_string(env, args[0], "name");
    entry->overload = as_string(env, args[1], "overload");
    entry->discard = as_bool(env, args[2], "discard");
    operators().push_back(std::move(entry));
    napi_value out;
    check(napi_create_int32(env, static_cast<int32_t>(operators().size() - 1), &out), "op");
    return out;
  });
}

std::string describe_call(const Operator& entry, const torch::jit::Stack& stack) {
  std::ostringstream out;
  out << entry.full_name() << '(';
  for (size_t i = 0, shown = 0; i < stack.size(); ++i) {
    if (!stack[i].isTensor()) continue;
    out << (shown++ ? ", " : "") << entry.args[i].name << ' ' << describe(stack[i].toTensor());
  }
  out << ')';
  return out.str();
}

napi_value results(napi_env env, torch::jit::Stack& stack) {
  if (stack.size() == 1) return stack[0].isTensor() ? tensor_to_js(env, std::move(stack[0]).toTensor()) : to_js(env, stack[0]);
  if (stack.empty()) return nullptr;
  napi_value out;
  check(napi_create_array_with_length(env, stack.size(), &out), "results");
  for (uint32_t i = 0; i < stack.size(); ++i) check(napi_set_element(env, out, i, to_js(env, stack[i])), "results");
  return out;
}

// call(op, ...arguments in the schema's order; undefined takes the default)
napi_value call(napi_env env, napi_callback_info info) {
  static torch::jit::Stack stack;  // reused: no operator calls back into JavaScript
  napi_value argv[kMaxArguments];
  size_t argc = kMaxArguments;
  Operator* entry = nullptr;
  napi_value out = guard(env, [&]() -> napi_value {
    check(napi_get_cb_info(env, info, &argc, argv, nullptr, nullptr), "arguments");
    if (argc < 1) throw std::invalid_argument("call needs an operator");
    entry = operators().at(as_int32(env, argv[0], "operator")).get();
    std::string failed;
    try {
      if (!entry->handle) entry->load();
      stack.clear();
      for (size_t i = 0; i < entry->args.size(); ++i) {
        if (i + 1 < argc) stack.push_back(to_ivalue(env, argv[i + 1], entry->args[i]));
        else if (!entry->args[i].required) stack.push_back(entry->args[i].fallback);
        else throw std::invalid_argument(entry->args[i].name + " is missing");
      }
      entry->handle->callBoxed(&stack);
      napi_value result = entry->discard ? nullptr : results(env, stack);
      stack.clear();
      return result;
    } catch (const c10::Error& e) {
      failed = e.what_without_backtrace();
    } catch (const std::exception& e) {
      failed = e.what();
    }
    // The boxed call may have consumed the stack, so the inputs are converted once more to be named.
    stack.clear();
    std::string where = entry->full_name();
    try {
      for (size_t i = 0; i < entry->args.size() && i + 1 < argc; ++i) stack.push_back(to_ivalue(env, argv[i + 1], entry->args[i]));
      where = describe_call(*entry, stack);
    } catch (const std::exception&) {
    }
    stack.clear();
    throw std::runtime_error(where + ": " + failed);
  });
  return out;
}

// schema(name, overload) → the schema's text, or null where this libtorch has no such operator
napi_value schema(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    const auto args = arguments<2>(env, info);
    const auto found =
        c10::Dispatcher::singleton().findSchema({as_string(env, args[0], "name"), as_string(env, args[1], "overload")});
    napi_value out;
    if (!found) {
      check(napi_get_null(env, &out), "null");
      return out;
    }
    std::ostringstream text;
    text << found->schema();
    check(napi_create_string_utf8(env, text.str().c_str(), NAPI_AUTO_LENGTH, &out), "schema");
    return out;
  });
}

// free(handles: Int32Array, count)
napi_value free_handles(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    const auto args = arguments<2>(env, info);
    void* data;
    size_t length;
    check(napi_get_typedarray_info(env, args[0], nullptr, &length, &data, nullptr, nullptr), "handles must be an Int32Array");
    const auto count = std::min<size_t>(length, as_int32(env, args[1], "count"));
    for (size_t i = 0; i < count; ++i) slots().free(static_cast<int32_t*>(data)[i]);
    return nullptr;
  });
}

}  // namespace

void export_dispatch(napi_env env, napi_value exports) {
  export_function(env, exports, "op", op);
  export_function(env, exports, "call", call);
  export_function(env, exports, "schema", schema);
  export_function(env, exports, "free", free_handles);
}

}  // namespace fovea
