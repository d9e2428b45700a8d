#pragma once

#include <cstddef>

namespace mikke {

// x is [rows, channels], a row being one pixel of one sample; one value a channel elsewhere.
struct BatchNormShape {
  size_t rows, channels;
  float epsilon;
  bool relu;
};

// y = [ReLU](scale · (x - mean) / sqrt(variance + epsilon) + offset [+ add]), with the mean and the
// biased variance of x itself. `add` may be null.
void batch_norm(const BatchNormShape& shape, const float* x, const float* scale,
                const float* offset, const float* add, float* y, float* mean, float* variance);

// The same by running statistics, for evaluation.
void batch_norm_evaluate(const BatchNormShape& shape, const float* x, const float* scale,
                         const float* offset, const float* mean, const float* variance,
                         const float* add, float* y);

// Gradients of batch_norm, or where the statistics are frozen, of batch_norm_evaluate: then mean and
// variance do not move with x. `y` is read only to see where the ReLU was open, and may be null
// without one; `dadd`, the gradient of `add`, may be null.
void batch_norm_gradient(const BatchNormShape& shape, bool frozen, const float* dy, const float* x,
                         const float* y, const float* scale, const float* mean,
                         const float* variance, float* dx, float* dscale, float* doffset,
                         float* dadd);

}  // namespace mikke
