#include "batch_norm.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <vector>

#include "parallel.h"
#include "simd.h"

namespace mikke {
namespace {

// Rows of any number of channels are taken as lines of whole vectors: a line is a common multiple of
// a row and a vector, so that each lane of a line always meets the same channel. Lines are at least
// four vectors, so that four sums run side by side, and are worked off in columns of four.
constexpr size_t kColumn = 4 * kLanes;
// Floats that are summed in float32 before a float64 takes over; they stay in the first cache.
constexpr size_t kPart = 4096;

struct Lines {
  size_t width, count, rest;
  size_t per_part;

  Lines(size_t rows, size_t channels)
      : width(std::lcm(channels, kColumn)),
        count(rows * channels / width),
        rest(rows * channels - count * width),
        per_part(std::max<size_t>(1, kPart / width)) {}

  size_t elements() const { return count * width + rest; }
};

// One value a channel, for every lane of a line.
std::vector<float> spread(const Lines& lines, size_t channels, const float* values) {
  std::vector<float> line(lines.width);
  for (size_t at = 0; at < lines.width; at += channels)
    std::copy(values, values + channels, line.begin() + at);
  return line;
}

// The sum over the lanes of each channel, of all threads in their order.
std::vector<double> gather(const std::vector<std::vector<double>>& lanes, size_t channels) {
  std::vector<double> sums(channels, 0);
  for (const auto& of_thread : lanes)
    for (size_t lane = 0; lane < of_thread.size(); lane++) sums[lane % channels] += of_thread[lane];
  return sums;
}

// Runs work(first element, lines, thread) over all parts of whole lines, in parallel.
template <class Work>
void each_part(const Lines& lines, Work&& work) {
  const size_t parts = (lines.count + lines.per_part - 1) / lines.per_part;
  parallel_parts(parts, lines.elements(), [&](size_t begin, size_t end, int thread) {
    for (size_t part = begin; part < end; part++) {
      const size_t first = part * lines.per_part;
      work(first * lines.width, std::min(lines.per_part, lines.count - first), thread);
    }
  });
}

// A padded copy of what is left after the last whole line.
std::vector<float> rest_of(const Lines& lines, const float* values, const float* padding = nullptr) {
  std::vector<float> line(lines.width, 0.f);
  if (padding) std::copy(padding, padding + lines.width, line.begin());
  if (values) std::memcpy(line.data(), values + lines.count * lines.width, lines.rest * sizeof(float));
  return line;
}

void put_rest(const Lines& lines, const std::vector<float>& line, float* values) {
  std::memcpy(values + lines.count * lines.width, line.data(), lines.rest * sizeof(float));
}

// Adds to `sums` the sum of x - shift and of its square, lane by lane: [2, width].
MIKKE_FOR_EACH_PROCESSOR
void add_moments(const float* x, const float* shift, size_t lines, size_t width, double* sums) {
  for (size_t column = 0; column < width; column += kColumn) {
    Floats first[4] = {}, second[4] = {};
    for (size_t line = 0; line < lines; line++)
      for (int v = 0; v < 4; v++) {
        const size_t lane = column + v * kLanes;
        const Floats apart = floats_at(x + line * width + lane) - floats_at(shift + lane);
        first[v] += apart;
        second[v] += apart * apart;
      }
    for (int v = 0; v < 4; v++)
      for (int i = 0; i < kLanes; i++) {
        sums[column + v * kLanes + i] += first[v][i];
        sums[width + column + v * kLanes + i] += second[v][i];
      }
  }
}

// y = [ReLU](factor · x + term [+ add])
template <bool kAdd, bool kRelu>
__attribute__((always_inline)) inline void normalise_lines(const float* x, const float* factor,
                                                           const float* term, const float* add,
                                                           float* y, size_t lines, size_t width) {
  for (size_t line = 0; line < lines; line++)
    for (size_t lane = 0; lane < width; lane += kLanes) {
      const size_t at = line * width + lane;
      Floats value = floats_at(x + at) * floats_at(factor + lane) + floats_at(term + lane);
      if (kAdd) value += floats_at(add + at);
      // Written so that NaN stays.
      if (kRelu) value = value < 0.f ? Floats{} : value;
      floats_at(y + at) = value;
    }
}

MIKKE_FOR_EACH_PROCESSOR
void normalise(const float* x, const float* factor, const float* term, const float* add, bool relu,
               float* y, size_t lines, size_t width) {
  if (add)
    relu ? normalise_lines<true, true>(x, factor, term, add, y, lines, width)
         : normalise_lines<true, false>(x, factor, term, add, y, lines, width);
  else
    relu ? normalise_lines<false, true>(x, factor, term, add, y, lines, width)
         : normalise_lines<false, false>(x, factor, term, add, y, lines, width);
}

// Adds to `sums` the sum of dz and of dz · (x - mean), lane by lane, where dz is dy behind the ReLU;
// and keeps dz if there is a place for it.
MIKKE_FOR_EACH_PROCESSOR
void add_gradient_moments(const float* dy, const float* x, const float* y, const float* mean,
                          float* dz, size_t lines, size_t width, double* sums) {
  for (size_t column = 0; column < width; column += kColumn) {
    Floats first[4] = {}, second[4] = {};
    for (size_t line = 0; line < lines; line++)
      for (int v = 0; v < 4; v++) {
        const size_t lane = column + v * kLanes, at = line * width + lane;
        Floats gradient = floats_at(dy + at);
        if (y) gradient = floats_at(y + at) > 0.f ? gradient : Floats{};
        if (dz) floats_at(dz + at) = gradient;
        first[v] += gradient;
        second[v] += gradient * (floats_at(x + at) - floats_at(mean + lane));
      }
    for (int v = 0; v < 4; v++)
      for (int i = 0; i < kLanes; i++) {
        sums[column + v * kLanes + i] += first[v][i];
        sums[width + column + v * kLanes + i] += second[v][i];
      }
  }
}

// dx = factor · dz - slope · (x - mean) - level
MIKKE_FOR_EACH_PROCESSOR
void spread_gradient(const float* dy, const float* x, const float* y, const float* mean,
                     const float* factor, const float* slope, const float* level, float* dx,
                     size_t lines, size_t width) {
  for (size_t line = 0; line < lines; line++)
    for (size_t lane = 0; lane < width; lane += kLanes) {
      const size_t at = line * width + lane;
      Floats gradient = floats_at(dy + at);
      if (y) gradient = floats_at(y + at) > 0.f ? gradient : Floats{};
      const Floats apart = floats_at(x + at) - floats_at(mean + lane);
      floats_at(dx + at) = gradient * floats_at(factor + lane) -
                           apart * floats_at(slope + lane) - floats_at(level + lane);
    }
}

// y = [ReLU](factor · x + term [+ add]), with one factor and one term a channel.
void normalise_all(const Lines& lines, size_t channels, const float* x,
                   const std::vector<float>& factors, const std::vector<float>& terms,
                   const float* add, bool relu, float* y) {
  const auto factor = spread(lines, channels, factors.data());
  const auto term = spread(lines, channels, terms.data());
  each_part(lines, [&](size_t at, size_t count, int) {
    normalise(x + at, factor.data(), term.data(), add ? add + at : nullptr, relu, y + at, count,
              lines.width);
  });
  if (lines.rest == 0) return;
  auto line = rest_of(lines, x);
  const auto added = rest_of(lines, add);
  normalise(line.data(), factor.data(), term.data(), added.data(), relu, line.data(), 1,
            lines.width);
  put_rest(lines, line, y);
}

// Lane sums for each thread: [2, width] of float64.
using LaneSums = std::vector<std::vector<double>>;

// The two sums a channel of all lines and the rest.
struct ChannelSums {
  std::vector<double> first, second;

  ChannelSums(const LaneSums& lanes, size_t width, size_t channels) {
    LaneSums firsts, seconds;
    for (const auto& both : lanes) {
      firsts.emplace_back(both.begin(), both.begin() + width);
      seconds.emplace_back(both.begin() + width, both.end());
    }
    first = gather(firsts, channels);
    second = gather(seconds, channels);
  }
};

}  // namespace

void batch_norm(const BatchNormShape& shape, const float* x, const float* scale,
                const float* offset, const float* add, float* y, float* mean, float* variance) {
  const auto [rows, channels, epsilon, relu] = shape;
  const Lines lines(rows, channels);
  // Moments are taken around the first row, so that a large mean costs no digits.
  const auto shift = spread(lines, channels, x);
  LaneSums lanes(thread_count(), std::vector<double>(2 * lines.width, 0));
  each_part(lines, [&](size_t at, size_t count, int thread) {
    add_moments(x + at, shift.data(), count, lines.width, lanes[thread].data());
  });
  if (lines.rest > 0)
    add_moments(rest_of(lines, x, shift.data()).data(), shift.data(), 1, lines.width,
                lanes[0].data());
  const ChannelSums sums(lanes, lines.width, channels);

  std::vector<float> factors(channels), terms(channels);
  for (size_t c = 0; c < channels; c++) {
    const double apart = sums.first[c] / rows;
    const double spread = sums.second[c] / rows - apart * apart;
    mean[c] = float(x[c] + apart);
    // Written so that NaN stays.
    variance[c] = spread < 0 ? 0.f : float(spread);
    const double factor = scale[c] / std::sqrt(double(variance[c]) + epsilon);
    factors[c] = float(factor);
    terms[c] = float(offset[c] - factor * mean[c]);
  }
  normalise_all(lines, channels, x, factors, terms, add, relu, y);
}

void batch_norm_evaluate(const BatchNormShape& shape, const float* x, const float* scale,
                         const float* offset, const float* mean, const float* variance,
                         const float* add, float* y) {
  const auto [rows, channels, epsilon, relu] = shape;
  std::vector<float> factors(channels), terms(channels);
  for (size_t c = 0; c < channels; c++) {
    const double factor = scale[c] / std::sqrt(double(variance[c]) + epsilon);
    factors[c] = float(factor);
    terms[c] = float(offset[c] - factor * mean[c]);
  }
  normalise_all(Lines(rows, channels), channels, x, factors, terms, add, relu, y);
}

void batch_norm_gradient(const BatchNormShape& shape, bool frozen, const float* dy, const float* x,
                         const float* y, const float* scale, const float* mean,
                         const float* variance, float* dx, float* dscale, float* doffset,
                         float* dadd) {
  const auto [rows, channels, epsilon, relu] = shape;
  const Lines lines(rows, channels);
  if (!relu) y = nullptr;
  const auto means = spread(lines, channels, mean);
  const auto behind = [&](const float* values, size_t at) { return values ? values + at : nullptr; };
  LaneSums lanes(thread_count(), std::vector<double>(2 * lines.width, 0));
  each_part(lines, [&](size_t at, size_t count, int thread) {
    add_gradient_moments(dy + at, x + at, behind(y, at), means.data(), dadd ? dadd + at : nullptr,
                         count, lines.width, lanes[thread].data());
  });
  const bool unfinished = lines.rest > 0;
  const auto rest_dy = rest_of(lines, dy), rest_x = rest_of(lines, x, means.data());
  const auto rest_y = rest_of(lines, y);
  std::vector<float> rest_dz(lines.width);
  if (unfinished) {
    add_gradient_moments(rest_dy.data(), rest_x.data(), y ? rest_y.data() : nullptr, means.data(),
                         rest_dz.data(), 1, lines.width, lanes[0].data());
    if (dadd) put_rest(lines, rest_dz, dadd);
  }
  const ChannelSums sums(lanes, lines.width, channels);

  // dx = factor · (dz - mean(dz) - (x - mean) · mean(dz · (x - mean)) / (variance + epsilon)), and
  // only factor · dz where mean and variance are frozen.
  std::vector<float> factors(channels), slopes(channels), levels(channels);
  for (size_t c = 0; c < channels; c++) {
    const double spread = double(variance[c]) + epsilon, inverse = 1 / std::sqrt(spread);
    const double factor = scale[c] * inverse;
    dscale[c] = float(sums.second[c] * inverse);
    doffset[c] = float(sums.first[c]);
    factors[c] = float(factor);
    slopes[c] = frozen ? 0.f : float(factor * sums.second[c] / rows / spread);
    levels[c] = frozen ? 0.f : float(factor * sums.first[c] / rows);
  }
  const auto factor = spread(lines, channels, factors.data());
  const auto slope = spread(lines, channels, slopes.data());
  const auto level = spread(lines, channels, levels.data());
  // What was kept for `add` is dy behind the ReLU already.
  const float* gradient = dadd ? dadd : dy;
  const float* open = dadd ? nullptr : y;
  each_part(lines, [&](size_t at, size_t count, int) {
    spread_gradient(gradient + at, x + at, behind(open, at), means.data(), factor.data(),
                    slope.data(), level.data(), dx + at, count, lines.width);
  });
  if (unfinished) {
    std::vector<float> line(lines.width);
    spread_gradient(rest_dz.data(), rest_x.data(), nullptr, means.data(), factor.data(),
                    slope.data(), level.data(), line.data(), 1, lines.width);
    put_rest(lines, line, dx);
  }
}

}  // namespace mikke
