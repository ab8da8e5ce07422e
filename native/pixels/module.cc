// A second addon, without libtorch: the part of reading a PNG that costs most, done in libuv's pool.
#include <node_api.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "inflate.h"
#include "resize.h"
#include "unfilter.h"

namespace fovea {

namespace {

void check(napi_status status, const char* what) {
  if (status != napi_ok) throw std::invalid_argument(what);
}

template <typename T>
struct View {
  T* data;
  size_t length;
};

napi_value property(napi_env env, napi_value object, const char* name) {
  napi_value out;
  check(napi_get_named_property(env, object, name, &out), name);
  return out;
}

template <typename T>
View<T> view(napi_env env, napi_value object, const char* name) {
  napi_typedarray_type type;
  View<T> out;
  void* data;
  check(napi_get_typedarray_info(env, property(env, object, name), &type, &out.length, &data, nullptr, nullptr), name);
  if (type != (sizeof(T) == 1 ? napi_uint8_array : napi_int32_array)) throw std::invalid_argument(name);
  out.data = static_cast<T*>(data);
  return out;
}

size_t number(napi_env env, napi_value object, const char* name) {
  uint32_t out;
  check(napi_get_value_uint32(env, property(env, object, name), &out), name);
  return out;
}

Axis axis(napi_env env, napi_value object, const char* name) {
  const napi_value value = property(env, object, name);
  const auto first = view<int32_t>(env, value, "first");
  const auto count = view<int32_t>(env, value, "count");
  const auto weights = view<int32_t>(env, value, "weights");
  const size_t to = first.length;
  Axis out{first.data, count.data, weights.data, to == 0 ? 0 : weights.length / to, number(env, value, "from"), to};
  if (to == 0 || count.length != to || weights.length != to * out.taps || !out.fits()) throw std::invalid_argument(name);
  return out;
}

struct Task {
  View<uint8_t> rows, out;
  bool compressed;
  Axis across, down;
  size_t stored, channels;
  std::string error;
  napi_ref held;  // the arguments, whose memory is in use until the end
  napi_deferred promise;
  napi_async_work work;

  void run() {
    const size_t width = across.from * stored;
    std::unique_ptr<uint8_t[]> inflated;  // not a vector, which would fill it with zeros first
    const uint8_t* filtered = rows.data;
    if (compressed) {
      const size_t length = down.from * (width + 1);
      inflated.reset(new uint8_t[length]);
      if (!inflate(rows.data, rows.length, inflated.get(), length)) throw std::runtime_error("broken zlib stream");
      filtered = inflated.get();
    }
    std::vector<uint8_t> above(width), block(width * kLanes);
    Resizer resizer(across, down, channels);
    for (size_t y = 0; y < down.from; y += kLanes) {
      const size_t count = std::min(kLanes, down.from - y);
      const uint8_t* source = filtered + y * (width + 1);
      if (!unfilter(source, width, count, stored, above.data(), block.data())) throw std::runtime_error("unknown row filter");
      if (stored != channels) to_grey(block.data(), across.from);
      resizer.add(block.data(), count);
    }
    resizer.finish(out.data);
  }
};

void execute(napi_env, void* data) {
  auto* task = static_cast<Task*>(data);
  try {
    task->run();
  } catch (const std::exception& e) {
    task->error = e.what();
  }
}

void complete(napi_env env, napi_status status, void* data) {
  const std::unique_ptr<Task> task(static_cast<Task*>(data));
  napi_value result;
  if (status == napi_ok && task->error.empty()) {
    napi_get_undefined(env, &result);
    napi_resolve_deferred(env, task->promise, result);
  } else {
    napi_value text;
    const std::string& reason = task->error.empty() ? "was cancelled" : task->error;
    napi_create_string_utf8(env, reason.c_str(), reason.size(), &text);
    napi_create_error(env, nullptr, text, &result);
    napi_reject_deferred(env, task->promise, result);
  }
  napi_delete_reference(env, task->held);
  napi_delete_async_work(env, task->work);
}

// resizeRows({ rows, compressed, stored, channels, across, down, out }) → a promise, kept once `out` is filled; see Axis and
// src/image/pixels.ts
napi_value resize_rows(napi_env env, napi_callback_info info) {
  try {
    napi_value options, promise, name;
    size_t count = 1;
    check(napi_get_cb_info(env, info, &count, &options, nullptr, nullptr), "arguments");
    auto task = std::make_unique<Task>();
    task->rows = view<uint8_t>(env, options, "rows");
    check(napi_get_value_bool(env, property(env, options, "compressed"), &task->compressed), "compressed");
    if (task->compressed && !can_inflate()) throw std::invalid_argument("compressed");
    task->out = view<uint8_t>(env, options, "out");
    task->across = axis(env, options, "across");
    task->down = axis(env, options, "down");
    task->stored = number(env, options, "stored");
    task->channels = number(env, options, "channels");
    const bool to_grey = task->stored == 3 && task->channels == 1;
    if (!to_grey && task->stored != task->channels) throw std::invalid_argument("channels");
    if (task->stored != 1 && task->stored != 3) throw std::invalid_argument("stored");
    const size_t length = task->down.from * (1 + task->across.from * task->stored);
    if (!task->compressed && task->rows.length != length) throw std::invalid_argument("rows");
    if (task->out.length != task->down.to * task->across.to * task->channels) throw std::invalid_argument("out");
    check(napi_create_string_utf8(env, "fovea:pixels", NAPI_AUTO_LENGTH, &name), "name");
    check(napi_create_reference(env, options, 1, &task->held), "reference");
    check(napi_create_promise(env, &task->promise, &promise), "promise");
    check(napi_create_async_work(env, nullptr, name, execute, complete, task.get(), &task->work), "work");
    check(napi_queue_async_work(env, task->work), "queue");
    task.release();  // complete() frees it
    return promise;
  } catch (const std::exception& e) {
    napi_throw_error(env, nullptr, (std::string("resizeRows: wrong ") + e.what()).c_str());
    return nullptr;
  }
}

}  // namespace

}  // namespace fovea

NAPI_MODULE_INIT() {
  napi_value function, inflates;
  if (napi_create_function(env, "resizeRows", NAPI_AUTO_LENGTH, fovea::resize_rows, nullptr, &function) != napi_ok ||
      napi_set_named_property(env, exports, "resizeRows", function) != napi_ok ||
      napi_get_boolean(env, fovea::can_inflate(), &inflates) != napi_ok ||
      napi_set_named_property(env, exports, "inflates", inflates) != napi_ok) {
    napi_throw_error(env, nullptr, "resizeRows cannot be exported");
  }
  return exports;
}
