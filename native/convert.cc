#include "convert.h"

#include <cmath>
#include <sstream>

#include "errors.h"
#include "generators.h"
#include "slots.h"

namespace fovea {

namespace {

Kind kind_of(const c10::TypePtr& type) {
  switch (type->kind()) {
    case c10::TypeKind::TensorType: return Kind::Tensor;
    case c10::TypeKind::IntType:
    case c10::TypeKind::SymIntType: return Kind::Int;
    case c10::TypeKind::FloatType: return Kind::Double;
    case c10::TypeKind::BoolType: return Kind::Bool;
    case c10::TypeKind::NumberType: return Kind::Scalar;
    case c10::TypeKind::StringType: return Kind::String;
    case c10::TypeKind::DeviceObjType: return Kind::Device;
    case c10::TypeKind::GeneratorType: return Kind::Generator;
    case c10::TypeKind::ListType: {
      const auto element = type->castRaw<c10::ListType>()->getElementType();
      switch (element->kind()) {
        case c10::TypeKind::TensorType: return Kind::TensorList;
        case c10::TypeKind::IntType:
        case c10::TypeKind::SymIntType: return Kind::IntList;
        case c10::TypeKind::FloatType: return Kind::DoubleList;
        case c10::TypeKind::BoolType: return Kind::BoolList;
        case c10::TypeKind::OptionalType: return Kind::OptionalTensorList;
        default: return Kind::Unsupported;
      }
    }
    default: return Kind::Unsupported;
  }
}

bool is_nullish(napi_env env, napi_value value, napi_valuetype* type) {
  check(napi_typeof(env, value, type), "reading an argument");
  return *type == napi_undefined || *type == napi_null;
}

uint32_t length_of(napi_env env, napi_value value, const char* what) {
  uint32_t n = 0;
  if (napi_get_array_length(env, value, &n) != napi_ok) throw std::invalid_argument(std::string(what) + " must be an array");
  return n;
}

napi_value element(napi_env env, napi_value array, uint32_t i) {
  napi_value out;
  check(napi_get_element(env, array, i, &out), "reading an array element");
  return out;
}

c10::Scalar as_scalar(napi_env env, napi_value value, napi_valuetype type, const char* what) {
  if (type == napi_boolean) return c10::Scalar(as_bool(env, value, what));
  if (type == napi_bigint) {
    int64_t out;
    bool lossless;
    check(napi_get_value_bigint_int64(env, value, &out, &lossless), what);
    return c10::Scalar(out);
  }
  const double number = as_double(env, value, what);
  // Whole numbers stay integers, so that adding 2 to an integer tensor keeps its dtype.
  if (number == std::floor(number) && std::abs(number) <= 9007199254740991.0 && !(number == 0 && std::signbit(number)))
    return c10::Scalar(static_cast<int64_t>(number));
  return c10::Scalar(number);
}

}  // namespace

Arg resolve(const c10::Argument& argument) {
  c10::TypePtr type = argument.type();
  const bool optional = type->kind() == c10::TypeKind::OptionalType;
  if (optional) type = type->castRaw<c10::OptionalType>()->getElementType();
  const auto fallback = argument.default_value();
  return Arg{argument.name(),      kind_of(type), optional, !fallback.has_value(), argument.N().value_or(0),
             fallback.value_or(c10::IValue())};
}

c10::IValue to_ivalue(napi_env env, napi_value value, const Arg& arg) {
  const char* what = arg.name.c_str();
  if (arg.kind == Kind::Tensor) {  // the common case first: a tensor is a number
    int32_t handle;
    if (napi_get_value_int32(env, value, &handle) == napi_ok) return slots().get(handle);
  }
  napi_valuetype type;
  if (is_nullish(env, value, &type)) {
    if (type == napi_undefined && !arg.required) return arg.fallback;
    if (arg.optional) return c10::IValue();
    throw std::invalid_argument(arg.name + " is missing");
  }
  switch (arg.kind) {
    case Kind::Scalar: return as_scalar(env, value, type, what);
    case Kind::Int: return as_int64(env, value, what);
    case Kind::Double: return as_double(env, value, what);
    case Kind::Bool: return as_bool(env, value, what);
    case Kind::String: return as_string(env, value, what);
    case Kind::Device: return c10::Device(as_string(env, value, what));
    case Kind::Generator: return generator(as_int32(env, value, what));
    case Kind::IntList:
      if (type == napi_number) return std::vector<int64_t>(std::max(1, arg.length), as_int64(env, value, what));
      return as_ints(env, value, what);
    case Kind::DoubleList: {
      std::vector<double> out(length_of(env, value, what));
      for (uint32_t i = 0; i < out.size(); ++i) out[i] = as_double(env, element(env, value, i), what);
      return out;
    }
    case Kind::BoolList: {
      c10::List<bool> out;
      for (uint32_t i = 0, n = length_of(env, value, what); i < n; ++i) out.push_back(as_bool(env, element(env, value, i), what));
      return out;
    }
    case Kind::TensorList: {
      const uint32_t n = length_of(env, value, what);
      c10::List<at::Tensor> out;
      out.reserve(n);
      for (uint32_t i = 0; i < n; ++i) out.push_back(slots().get(as_int32(env, element(env, value, i), what)));
      return out;
    }
    case Kind::OptionalTensorList: {
      c10::List<c10::optional<at::Tensor>> out;
      for (uint32_t i = 0, n = length_of(env, value, what); i < n; ++i) {
        const napi_value item = element(env, value, i);
        if (is_nullish(env, item, &type)) out.push_back(c10::optional<at::Tensor>());
        else out.push_back(c10::optional<at::Tensor>(slots().get(as_int32(env, item, what))));
      }
      return out;
    }
    default: throw std::invalid_argument(arg.name + " has a type that Fovea does not pass");
  }
}

napi_value tensor_to_js(napi_env env, at::Tensor tensor) {
  napi_value out;
  if (!tensor.defined()) {
    check(napi_get_null(env, &out), "null");
  } else {
    check(napi_create_int32(env, slots().put(std::move(tensor)), &out), "handle");
  }
  return out;
}

napi_value to_js(napi_env env, const c10::IValue& value) {
  napi_value out;
  if (value.isTensor()) return tensor_to_js(env, value.toTensor());
  if (value.isNone()) {
    check(napi_get_null(env, &out), "null");
  } else if (value.isBool()) {
    check(napi_get_boolean(env, value.toBool(), &out), "boolean");
  } else if (value.isInt()) {
    check(napi_create_int64(env, value.toInt(), &out), "int");
  } else if (value.isDouble()) {
    check(napi_create_double(env, value.toDouble(), &out), "double");
  } else if (value.isList()) {
    const auto list = value.toListRef();
    check(napi_create_array_with_length(env, list.size(), &out), "array");
    for (uint32_t i = 0; i < list.size(); ++i) check(napi_set_element(env, out, i, to_js(env, list[i])), "array");
  } else {
    throw std::invalid_argument("a result of type " + value.tagKind() + " is not passed to JavaScript");
  }
  return out;
}

int32_t as_int32(napi_env env, napi_value value, const char* what) {
  int32_t out;
  if (napi_get_value_int32(env, value, &out) != napi_ok) throw std::invalid_argument(std::string(what) + " must be a number");
  return out;
}

int64_t as_int64(napi_env env, napi_value value, const char* what) {
  const double number = as_double(env, value, what);
  if (number != std::floor(number)) throw std::invalid_argument(std::string(what) + " must be a whole number, not " + std::to_string(number));
  return static_cast<int64_t>(number);
}

double as_double(napi_env env, napi_value value, const char* what) {
  double out;
  if (napi_get_value_double(env, value, &out) != napi_ok) throw std::invalid_argument(std::string(what) + " must be a number");
  return out;
}

bool as_bool(napi_env env, napi_value value, const char* what) {
  bool out;
  if (napi_get_value_bool(env, value, &out) != napi_ok) throw std::invalid_argument(std::string(what) + " must be a boolean");
  return out;
}

std::string as_string(napi_env env, napi_value value, const char* what) {
  size_t n = 0;
  if (napi_get_value_string_utf8(env, value, nullptr, 0, &n) != napi_ok) throw std::invalid_argument(std::string(what) + " must be a string");
  std::string out(n, '\0');
  check(napi_get_value_string_utf8(env, value, &out[0], n + 1, &n), what);
  return out;
}

std::vector<int64_t> as_ints(napi_env env, napi_value value, const char* what) {
  std::vector<int64_t> out(length_of(env, value, what));
  for (uint32_t i = 0; i < out.size(); ++i) out[i] = as_int64(env, element(env, value, i), what);
  return out;
}

std::vector<int32_t> as_handles(napi_env env, napi_value value, const char* what) {
  std::vector<int32_t> out(length_of(env, value, what));
  for (uint32_t i = 0; i < out.size(); ++i) out[i] = as_int32(env, element(env, value, i), what);
  return out;
}

std::string describe(const at::Tensor& tensor) {
  if (!tensor.defined()) return "undefined";
  std::ostringstream out;
  switch (tensor.scalar_type()) {
    case at::kFloat: out << "f32"; break;
    case at::kDouble: out << "f64"; break;
    case at::kBFloat16: out << "bf16"; break;
    case at::kHalf: out << "f16"; break;
    case at::kLong: out << "i64"; break;
    case at::kInt: out << "i32"; break;
    case at::kByte: out << "u8"; break;
    case at::kBool: out << "bool"; break;
    default: out << tensor.scalar_type();
  }
  out << '[';
  for (int64_t i = 0; i < tensor.dim(); ++i) out << (i ? ", " : "") << tensor.size(i);
  out << ']';
  if (!tensor.is_cpu()) out << '@' << tensor.device();
  return out.str();
}

}  // namespace fovea
