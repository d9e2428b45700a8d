// What the kernels need of oneDNN, in one form for its versions 2 and 3. Version 3 dropped the
// operation descriptors: a primitive descriptor takes their arguments itself.
#pragma once

#include <dnnl.hpp>

#include "convolution_shape.h"

namespace mikke::api {

using dnnl::memory;

inline dnnl::engine& cpu() {
  static dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

inline dnnl::stream& stream() {
  static thread_local dnnl::stream stream(cpu());
  return stream;
}

constexpr auto direct = dnnl::algorithm::convolution_direct;

inline void append_relu(dnnl::post_ops& operations) {
#if DNNL_VERSION_MAJOR >= 3
  operations.append_eltwise(dnnl::algorithm::eltwise_relu, 0.f, 0.f);
#else
  operations.append_eltwise(1.f, dnnl::algorithm::eltwise_relu, 0.f, 0.f);
#endif
}

struct ConvolutionDescs {
  memory::desc source, filter, bias, result;
};

inline dnnl::convolution_forward::primitive_desc convolution_forward(
    const ConvolutionDescs& d, const ConvolutionShape& s, const dnnl::primitive_attr& attributes) {
  // Also what the gradients take as a hint.
  constexpr auto kind = dnnl::prop_kind::forward_training;
  const auto strides = s.strides(), dilates = s.dilates(), before = s.before(), after = s.after();
  const bool biased = d.bias.get_size() > 0;
#if DNNL_VERSION_MAJOR >= 3
  if (biased)
    return {cpu(), kind, direct, d.source, d.filter, d.bias, d.result, strides, dilates, before,
            after, attributes};
  return {cpu(), kind, direct, d.source, d.filter, d.result, strides, dilates, before, after,
          attributes};
#else
  using Desc = dnnl::convolution_forward::desc;
  const Desc operation =
      biased ? Desc(kind, direct, d.source, d.filter, d.bias, d.result, strides, dilates, before,
                    after)
             : Desc(kind, direct, d.source, d.filter, d.result, strides, dilates, before, after);
  return {operation, attributes, cpu()};
#endif
}

// Either gradient: dnnl::convolution_backward_data or dnnl::convolution_backward_weights.
template <class Backward>
typename Backward::primitive_desc convolution_backward(
    const ConvolutionDescs& d, const ConvolutionShape& s, const dnnl::primitive_attr& attributes,
    const dnnl::convolution_forward::primitive_desc& hint) {
#if DNNL_VERSION_MAJOR >= 3
  return {cpu(),       direct,     d.source,  d.filter, d.result,  s.strides(),
          s.dilates(), s.before(), s.after(), hint,     attributes};
#else
  const typename Backward::desc operation(direct, d.source, d.filter, d.result, s.strides(),
                                          s.dilates(), s.before(), s.after());
  return {operation, attributes, cpu(), hint};
#endif
}

inline dnnl::matmul::primitive_desc matmul(const memory::desc& a, const memory::desc& b,
                                           const memory::desc& bias, const memory::desc& result) {
#if DNNL_VERSION_MAJOR >= 3
  if (bias.get_size() > 0) return {cpu(), a, b, bias, result};
  return {cpu(), a, b, result};
#else
  using Desc = dnnl::matmul::desc;
  return {bias.get_size() > 0 ? Desc(a, b, bias, result) : Desc(a, b, result), cpu()};
#endif
}

}  // namespace mikke::api
