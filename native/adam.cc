// fovea::adam_: a step of Adam in one pass over memory. PyTorch's own takes some ten; its fused kernel for CPUs came with 2.4.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace fovea {

namespace {

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define FOVEA_WIDE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FOVEA_WIDE
#endif

// Factors of one step, in the precision of the parameters.
template <typename T>
struct Factors {
  T gradient;             // what gradients are multiplied by
  T beta1, rest1;         // decay of the mean, and 1 − it
  T beta2, rest2;         // of the mean square
  T eps;                  // √(1 − β₂ᵗ) ε
  T rate;                 // η √(1 − β₂ᵗ) ÷ (1 − β₁ᵗ)
  T penalty;              // L2: added to the gradient, × parameter
  T shrink;               // decoupled decay: η λ
};

#define FOVEA_ADAM(T)                                                                                          \
  FOVEA_WIDE void update(T* __restrict__ p, const T* __restrict__ g, T* __restrict__ m, T* __restrict__ v, int64_t count, \
                         const Factors<T>& factors) {                                                         \
    const Factors<T> f = factors;                                                                             \
    for (int64_t i = 0; i < count; ++i) {                                                                     \
      const T gradient = g[i] * f.gradient + p[i] * f.penalty;                                                \
      m[i] = m[i] * f.beta1 + gradient * f.rest1;                                                             \
      v[i] = v[i] * f.beta2 + gradient * gradient * f.rest2;                                                  \
      p[i] -= p[i] * f.shrink + f.rate * (m[i] / (std::sqrt(v[i]) + f.eps));                                  \
    }                                                                                                         \
  }
FOVEA_ADAM(float)
FOVEA_ADAM(double)
#undef FOVEA_ADAM

// One stretch of one parameter: work is shared out evenly, however sizes differ.
struct Stretch {
  size_t parameter;
  int64_t from, count;
};

constexpr int64_t kStretch = 1 << 15;

template <typename T>
void update_all(const std::vector<at::Tensor>& p, const std::vector<at::Tensor>& g, const std::vector<at::Tensor>& m,
                const std::vector<at::Tensor>& v, const std::vector<Factors<T>>& factors) {
  std::vector<Stretch> stretches;
  for (size_t i = 0; i < p.size(); ++i) {
    const int64_t count = p[i].numel();
    for (int64_t from = 0; from < count; from += kStretch) stretches.push_back({i, from, std::min(kStretch, count - from)});
  }
  at::parallel_for(0, static_cast<int64_t>(stretches.size()), 1, [&](int64_t begin, int64_t end) {
    for (int64_t s = begin; s < end; ++s) {
      const auto [i, from, count] = stretches[s];
      update(p[i].data_ptr<T>() + from, g[i].data_ptr<T>() + from, m[i].data_ptr<T>() + from, v[i].data_ptr<T>() + from, count,
             factors[i]);
    }
  });
}

void check(const at::Tensor& state, const at::Tensor& parameter, const char* name) {
  TORCH_CHECK(state.sizes() == parameter.sizes() && state.scalar_type() == parameter.scalar_type(), name,
              " must be of the parameter's shape and type");
}

// Elements are visited in the order of memory, which must be the same in all four.
at::Tensor laid_out_as(const at::Tensor& tensor, const at::Tensor& like) {
  return tensor.strides() == like.strides() ? tensor : at::empty_like(like).copy_(tensor);
}

template <typename T>
void step(const std::vector<at::Tensor>& p, const std::vector<at::Tensor>& g, const std::vector<at::Tensor>& m,
          const std::vector<at::Tensor>& v, at::ArrayRef<double> decay, double scale, double rate, double beta1, double beta2,
          double eps, int64_t count, bool decoupled) {
  const double c1 = 1 - std::pow(beta1, count), c2 = std::sqrt(1 - std::pow(beta2, count));
  std::vector<Factors<T>> factors;
  for (const double d : decay) {
    factors.push_back({T(scale), T(beta1), T(1 - beta1), T(beta2), T(1 - beta2), T(eps * c2), T(rate * c2 / c1), T(decoupled ? 0 : d),
                       T(decoupled ? rate * d : 0)});
  }
  update_all<T>(p, g, m, v, factors);
}

// False, and nothing done, where a parameter and its state do not lie alike in memory.
bool adam_(at::TensorList parameters, at::TensorList gradients, at::TensorList means, at::TensorList squares,
           at::ArrayRef<double> decay, double gradient_scale, double learning_rate, double beta1, double beta2, double eps,
           int64_t count, bool decoupled) {
  const size_t n = parameters.size();
  TORCH_CHECK(gradients.size() == n && means.size() == n && squares.size() == n && decay.size() == n,
              "one gradient, mean, square and decay for each parameter");
  std::vector<at::Tensor> p, g, m, v;
  for (size_t i = 0; i < n; ++i) {
    const at::Tensor& parameter = parameters[i];
    check(gradients[i], parameter, "gradients");
    check(means[i], parameter, "means");
    check(squares[i], parameter, "squares");
    TORCH_CHECK(parameter.scalar_type() == parameters[0].scalar_type(), "parameters must be of one type");
    const bool alike = means[i].strides() == parameter.strides() && squares[i].strides() == parameter.strides();
    if (!alike || !parameter.is_non_overlapping_and_dense()) return false;
    p.push_back(parameter);
    g.push_back(laid_out_as(gradients[i], parameter));
    m.push_back(means[i]);
    v.push_back(squares[i]);
  }
  if (n == 0) return true;
  if (p[0].scalar_type() == at::kDouble) {
    step<double>(p, g, m, v, decay, gradient_scale, learning_rate, beta1, beta2, eps, count, decoupled);
  } else {
    step<float>(p, g, m, v, decay, gradient_scale, learning_rate, beta1, beta2, eps, count, decoupled);
  }
  for (size_t i = 0; i < n; ++i) {
    for (const auto& written : {p[i], m[i], v[i]}) written.unsafeGetTensorImpl()->bump_version();
  }
  return true;
}

}  // namespace

}  // namespace fovea

TORCH_LIBRARY_FRAGMENT(fovea, library) {
  library.def(
      "adam_(Tensor(a!)[] parameters, Tensor[] gradients, Tensor(b!)[] means, Tensor(c!)[] squares, float[] decay, "
      "float gradient_scale, float learning_rate, float beta1, float beta2, float eps, int count, bool decoupled) -> bool");
}

TORCH_LIBRARY_IMPL(fovea, CPU, library) {
  library.impl("adam_", fovea::adam_);
}
