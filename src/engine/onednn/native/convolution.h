#pragma once

#include "convolution_shape.h"
#include "tensors.h"

namespace mikke {

// y = convolution of x, with what a layer may have after it: y = [ReLU](conv(x) [+ bias] [+ add]).
void convolve(const ConvolutionShape& shape, const Tensor& x, Tensor& filter, const Tensor* bias,
              const Tensor* add, bool relu, Tensor& y);

// dx: the gradient with respect to x.
void convolve_backward_input(const ConvolutionShape& shape, const Tensor& dy, Tensor& filter,
                             Tensor& dx);

// df: the gradient with respect to the filter.
void convolve_backward_filter(const ConvolutionShape& shape, const Tensor& x, const Tensor& dy,
                              Tensor& df);

// result = op(a) · op(b) [+ bias] for each of `batch` pairs of matrices; op transposes where asked.
// op(a) is [rows, inner], op(b) [inner, columns], the bias [columns].
struct MatmulShape {
  int batch, rows, inner, columns;
  bool transpose_a, transpose_b;
};
void multiply(const MatmulShape& shape, const Tensor& a, const Tensor& b, const Tensor* bias,
              Tensor& result);

}  // namespace mikke
