// Kernels that take little of a step's time.
#pragma once

#include <cstddef>
#include <cstdint>

namespace mikke {

// Where the mean loss is not that of the labels alone; null for what is as usual.
struct Objective {
  // What the softmax is compared with instead of one-hot labels: [batch, classes], rows of sum 1.
  const float* targets;
  // Every sample's factor in the sum, of which the mean is the batch's part.
  const float* weights;
};

// Cross-entropy of softmax(logits) against the labels: logits and probabilities are [batch,
// classes], the rest one value a sample. The class of the largest logit is the lowest such class.
// The objective changes the mean loss and nothing else. A label that is no class throws
// std::invalid_argument.
void softmax_cross_entropy(size_t batch, size_t classes, const float* logits, const int32_t* labels,
                           const Objective& objective, float* mean_loss, float* loss,
                           float* confidence, int32_t* predicted, float* probabilities);

// dlogits = weight · (probabilities - target) · dy / batch
void softmax_cross_entropy_gradient(size_t batch, size_t classes, float dy,
                                    const float* probabilities, const int32_t* labels,
                                    const Objective& objective, float* dlogits);

// The mean over the positions of every sample: x [batch, positions, channels], y [batch, channels].
void global_average_pool(size_t batch, size_t positions, size_t channels, const float* x, float* y);
void global_average_pool_gradient(size_t batch, size_t positions, size_t channels, const float* dy,
                                  float* dx);

// Images [batch, height, width, channels], each seen together with another one of the batch. Without
// a box, y = share · x + (1 - share) · x of the partner; with one, y is x, and inside of the box the
// partner. A partner or a box outside throws std::invalid_argument.
struct Box {
  size_t top, left, height, width;
};
struct ImageShape {
  size_t height, width, channels;
};
void mix_images(size_t batch, const ImageShape& image, float share, const Box* box, const float* x,
                const int32_t* partner, float* y);

// result = a + b, where b has `size_b` elements and is repeated to the end of a.
void add(size_t size, const float* a, size_t size_b, const float* b, float* result);

// The sum over the rows of x [rows, columns].
void sum_rows(size_t rows, size_t columns, const float* x, float* y);

// Stochastic gradient descent as PyTorch writes it, in place.
struct SgdSettings {
  float learning_rate, momentum, weight_decay;
  bool nesterov;
};
void sgd_update(const SgdSettings& settings, size_t size, float* weight, const float* gradient,
                float* velocity);

// A batch normalisation by running statistics, put into the filter [taps, channels] before it and a
// bias: folded = filter · factor and bias = offset - factor · mean, with factor = scale /
// sqrt(variance + epsilon).
void fold_batch_norm(size_t taps, size_t channels, float epsilon, const float* filter,
                     const float* scale, const float* offset, const float* mean,
                     const float* variance, float* folded, float* bias);

// average = momentum · average + (1 - momentum) · factor · value, in place.
void moving_average(float momentum, float factor, size_t size, float* average, const float* value);

}  // namespace mikke
