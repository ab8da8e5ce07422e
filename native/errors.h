// Every entry from JavaScript runs inside guard(): a C++ exception becomes a JS Error of one line, never an abort.
#pragma once
#include <c10/util/Exception.h>
#include <node_api.h>

#include <stdexcept>
#include <string>

namespace fovea {

inline std::string one_line(std::string text) {
  std::string out;
  for (char c : text) {
    if (c != '\n') {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  while (!out.empty() && (out.back() == ' ' || out.back() == '.')) out.pop_back();
  return out;
}

// A failed Node-API call; the JS engine may already have an exception pending.
struct NapiError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline void check(napi_status status, const char* what) {
  if (status != napi_ok) throw NapiError(what);
}

template <typename Body>
napi_value guard(napi_env env, Body&& body) {
  std::string message;
  try {
    return body();
  } catch (const c10::Error& e) {
    message = e.what_without_backtrace();
  } catch (const std::exception& e) {
    message = e.what();
  } catch (...) {
    message = "unknown native error";
  }
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (!pending) napi_throw_error(env, nullptr, one_line(message).c_str());
  return nullptr;
}

}  // namespace fovea
