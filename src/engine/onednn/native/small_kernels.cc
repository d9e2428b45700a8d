#include "small_kernels.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "parallel.h"
#include "simd.h"

namespace mikke {
namespace {

void check_labels(size_t batch, size_t classes, const int32_t* labels) {
  for (size_t sample = 0; sample < batch; sample++)
    if (labels[sample] < 0 || size_t(labels[sample]) >= classes)
      throw std::invalid_argument("label " + std::to_string(labels[sample]) + " of sample " +
                                  std::to_string(sample) + " is not one of " +
                                  std::to_string(classes) + " classes");
}

}  // namespace

void softmax_cross_entropy(size_t batch, size_t classes, const float* logits, const int32_t* labels,
                           const Objective& objective, float* mean_loss, float* loss,
                           float* confidence, int32_t* predicted, float* probabilities) {
  check_labels(batch, classes, labels);
  parallel_parts(batch, batch * classes, [&](size_t begin, size_t end, int) {
    for (size_t sample = begin; sample < end; sample++) {
      const float* of_sample = logits + sample * classes;
      float* probability = probabilities + sample * classes;
      const size_t best = std::max_element(of_sample, of_sample + classes) - of_sample;
      // Differences to the largest logit, so that no exponential overflows.
      double total = 0;
      for (size_t c = 0; c < classes; c++)
        total += probability[c] = std::exp(of_sample[c] - of_sample[best]);
      const float inverse = float(1 / total);
      for (size_t c = 0; c < classes; c++) probability[c] *= inverse;
      loss[sample] = float(std::log(total) - (of_sample[labels[sample]] - of_sample[best]));
      confidence[sample] = inverse;
      predicted[sample] = int32_t(best);
    }
  });
  double sum = 0;
  for (size_t sample = 0; sample < batch; sample++) {
    double against_target = loss[sample];
    if (objective.targets) {
      const float* of_sample = logits + sample * classes;
      const float* target = objective.targets + sample * classes;
      for (size_t c = 0; c < classes; c++)
        against_target += double(target[c]) * (of_sample[labels[sample]] - of_sample[c]);
    }
    sum += objective.weights ? objective.weights[sample] * against_target : against_target;
  }
  *mean_loss = float(sum / batch);
}

void softmax_cross_entropy_gradient(size_t batch, size_t classes, float dy,
                                    const float* probabilities, const int32_t* labels,
                                    const Objective& objective, float* dlogits) {
  check_labels(batch, classes, labels);
  const float factor = dy / batch;
  for (size_t sample = 0; sample < batch; sample++) {
    const float* probability = probabilities + sample * classes;
    float* gradient = dlogits + sample * classes;
    const float of_sample = objective.weights ? objective.weights[sample] * factor : factor;
    if (objective.targets) {
      const float* target = objective.targets + sample * classes;
      for (size_t c = 0; c < classes; c++) gradient[c] = (probability[c] - target[c]) * of_sample;
    } else {
      for (size_t c = 0; c < classes; c++) gradient[c] = probability[c] * of_sample;
      gradient[labels[sample]] = (probability[labels[sample]] - 1) * of_sample;
    }
  }
}

namespace {

MIKKE_FOR_EACH_PROCESSOR
void add_lines(size_t rows, size_t columns, const float* x, float* sum) {
  for (size_t row = 0; row < rows; row++)
    for (size_t c = 0; c < columns; c++) sum[c] += x[row * columns + c];
}

MIKKE_FOR_EACH_PROCESSOR
void add_elements(size_t size, const float* a, const float* b, float* result) {
  for (size_t at = 0; at < size; at++) result[at] = a[at] + b[at];
}

MIKKE_FOR_EACH_PROCESSOR
void mix_elements(size_t size, float share, const float* a, const float* b, float* result) {
  for (size_t at = 0; at < size; at++) result[at] = share * a[at] + (1 - share) * b[at];
}

MIKKE_FOR_EACH_PROCESSOR
void update_elements(const SgdSettings s, size_t size, float* weight, const float* gradient,
                     float* velocity) {
  // What the velocity and the plain gradient contribute to the direction.
  const float along = s.nesterov ? s.momentum : 1.f, plain = s.nesterov ? 1.f : 0.f;
  for (size_t at = 0; at < size; at++) {
    const float pull = gradient[at] + s.weight_decay * weight[at];
    const float next = s.momentum * velocity[at] + pull;
    velocity[at] = next;
    weight[at] -= s.learning_rate * (plain * pull + along * next);
  }
}

}  // namespace

void global_average_pool(size_t batch, size_t positions, size_t channels, const float* x,
                         float* y) {
  parallel_parts(batch, batch * positions * channels, [&](size_t begin, size_t end, int) {
    for (size_t sample = begin; sample < end; sample++) {
      float* mean = y + sample * channels;
      std::fill(mean, mean + channels, 0.f);
      add_lines(positions, channels, x + sample * positions * channels, mean);
      for (size_t c = 0; c < channels; c++) mean[c] /= positions;
    }
  });
}

void global_average_pool_gradient(size_t batch, size_t positions, size_t channels, const float* dy,
                                  float* dx) {
  parallel_parts(batch, batch * positions * channels, [&](size_t begin, size_t end, int) {
    for (size_t sample = begin; sample < end; sample++) {
      float* first = dx + sample * positions * channels;
      for (size_t c = 0; c < channels; c++) first[c] = dy[sample * channels + c] / positions;
      for (size_t position = 1; position < positions; position++)
        std::copy(first, first + channels, first + position * channels);
    }
  });
}

void mix_images(size_t batch, const ImageShape& image, float share, const Box* box, const float* x,
                const int32_t* partner, float* y) {
  for (size_t sample = 0; sample < batch; sample++)
    if (partner[sample] < 0 || size_t(partner[sample]) >= batch)
      throw std::invalid_argument("partner " + std::to_string(partner[sample]) + " of sample " +
                                  std::to_string(sample) + " is not one of " +
                                  std::to_string(batch) + " samples");
  if (box && (box->top + box->height > image.height || box->left + box->width > image.width))
    throw std::invalid_argument("the box is not inside of the image");
  const size_t line = image.width * image.channels, size = image.height * line;
  parallel_parts(batch, batch * size, [&](size_t begin, size_t end, int) {
    for (size_t sample = begin; sample < end; sample++) {
      const float* own = x + sample * size;
      const float* other = x + partner[sample] * size;
      float* mixed = y + sample * size;
      if (!box) {
        mix_elements(size, share, own, other, mixed);
        continue;
      }
      std::copy(own, own + size, mixed);
      for (size_t row = box->top; row < box->top + box->height; row++) {
        const size_t at = row * line + box->left * image.channels;
        std::copy(other + at, other + at + box->width * image.channels, mixed + at);
      }
    }
  });
}

void add(size_t size, const float* a, size_t size_b, const float* b, float* result) {
  if (size_b == size)
    return parallel_parts(size, size, [&](size_t begin, size_t end, int) {
      add_elements(end - begin, a + begin, b + begin, result + begin);
    });
  parallel_parts(size / size_b, size, [&](size_t begin, size_t end, int) {
    for (size_t row = begin; row < end; row++)
      add_elements(size_b, a + row * size_b, b, result + row * size_b);
  });
}

void sum_rows(size_t rows, size_t columns, const float* x, float* y) {
  // Rows that are added in float32 before a float64 takes over.
  constexpr size_t kRows = 256;
  std::vector<double> sums(columns, 0);
  std::vector<float> part(columns);
  for (size_t row = 0; row < rows; row += kRows) {
    std::fill(part.begin(), part.end(), 0.f);
    add_lines(std::min(kRows, rows - row), columns, x + row * columns, part.data());
    for (size_t c = 0; c < columns; c++) sums[c] += part[c];
  }
  for (size_t c = 0; c < columns; c++) y[c] = float(sums[c]);
}

void sgd_update(const SgdSettings& settings, size_t size, float* weight, const float* gradient,
                float* velocity) {
  parallel_parts(size, size, [&](size_t begin, size_t end, int) {
    update_elements(settings, end - begin, weight + begin, gradient + begin, velocity + begin);
  });
}

void fold_batch_norm(size_t taps, size_t channels, float epsilon, const float* filter,
                     const float* scale, const float* offset, const float* mean,
                     const float* variance, float* folded, float* bias) {
  std::vector<float> factor(channels);
  for (size_t c = 0; c < channels; c++) {
    factor[c] = float(scale[c] / std::sqrt(double(variance[c]) + epsilon));
    bias[c] = offset[c] - factor[c] * mean[c];
  }
  for (size_t tap = 0; tap < taps; tap++)
    for (size_t c = 0; c < channels; c++)
      folded[tap * channels + c] = filter[tap * channels + c] * factor[c];
}

void moving_average(float momentum, float factor, size_t size, float* average, const float* value) {
  for (size_t at = 0; at < size; at++)
    average[at] = momentum * average[at] + (1 - momentum) * factor * value[at];
}

}  // namespace mikke
