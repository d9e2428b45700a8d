// What JavaScript sees: one function a kernel, with tensors as the numbers that `allocate` gave.
// Every argument is checked here, so that a wrong one is an exception and never a stray access.
#include <node_api.h>

#include <omp.h>

#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "batch_norm.h"
#include "convolution.h"
#include "small_kernels.h"
#include "tensors.h"

namespace mikke {
namespace {

// Reads the arguments of a call one after the other.
class Arguments {
 public:
  Arguments(napi_env env, napi_callback_info info) : env_(env) {
    size_t count = kMost;
    check(napi_get_cb_info(env, info, &count, values_, nullptr, nullptr));
    count_ = count;
  }

  double number() {
    double value;
    check(napi_get_value_double(env_, next(), &value));
    return value;
  }
  int integer() {
    const double value = number();
    if (!(value >= INT32_MIN && value <= INT32_MAX) || value != int(value))
      throw std::invalid_argument("argument " + std::to_string(used_) + " is no whole number");
    return int(value);
  }
  // How many there are of something: at least one.
  size_t count() {
    const int value = integer();
    if (value < 1) throw std::invalid_argument("a size is " + std::to_string(value));
    return size_t(value);
  }
  bool flag() {
    bool value;
    check(napi_get_value_bool(env_, next(), &value));
    return value;
  }
  Tensor& tensor(size_t elements) { return sized(integer(), elements); }
  // A tensor, or null for the number -1.
  Tensor* tensor_if_any(size_t elements) {
    const int id = integer();
    return id == -1 ? nullptr : &sized(id, elements);
  }
  Tensor& tensor_of_any_size() { return tensor_of(integer()); }
  // The numbers of an Int32Array.
  std::vector<int> integers() {
    const auto [data, size] = bytes();
    const int* values = static_cast<const int*>(data);
    return {values, values + size / sizeof(int)};
  }
  // The bytes of a typed array.
  std::pair<void*, size_t> bytes() {
    napi_typedarray_type type;
    size_t length;
    void* data;
    check(napi_get_typedarray_info(env_, next(), &type, &length, &data, nullptr, nullptr));
    const size_t size = type == napi_float32_array || type == napi_int32_array ? 4
                        : type == napi_uint8_array                             ? 1
                                                                               : 0;
    if (size == 0) throw std::invalid_argument("only float32, int32 and uint8 arrays are known");
    return {data, length * size};
  }
  // The tensor of a number, which must have so many elements of four bytes.
  static Tensor& sized(int id, size_t elements) {
    Tensor& tensor = tensor_of(id);
    if (tensor.bytes != elements * sizeof(float))
      throw std::invalid_argument("a tensor has " + std::to_string(tensor.bytes) + " bytes where " +
                                  std::to_string(elements * sizeof(float)) + " are wanted");
    return tensor;
  }

 private:
  static constexpr size_t kMost = 24;

  napi_value next() {
    if (used_ == count_) throw std::invalid_argument("an argument is missing");
    return values_[used_++];
  }
  void check(napi_status status) const {
    if (status != napi_ok)
      throw std::invalid_argument("argument " + std::to_string(used_) + " is of another type");
  }

  napi_env env_;
  napi_value values_[kMost];
  size_t count_ = 0, used_ = 0;
};

// More than any processor addresses.
constexpr double kMostBytes = double(size_t(1) << 47);

// The number of elements of a tensor of these sizes.
size_t product(std::initializer_list<size_t> sizes) {
  size_t result = 1;
  for (const size_t size : sizes)
    if (__builtin_mul_overflow(result, size, &result) || double(result) > kMostBytes)
      throw std::invalid_argument("the sizes are too large");
  return result;
}

ConvolutionShape convolution_shape(Arguments& arguments) {
  const std::vector<int> sizes = arguments.integers();
  ConvolutionShape shape;
  constexpr size_t kSizes = sizeof shape / sizeof(int), kPaddings = 4;
  if (sizes.size() != kSizes) throw std::invalid_argument("a convolution has 17 sizes");
  for (size_t i = 0; i < kSizes; i++)
    if (sizes[i] < (i < kSizes - kPaddings ? 1 : 0))
      throw std::invalid_argument("a size of the convolution is " + std::to_string(sizes[i]));
  std::memcpy(&shape, sizes.data(), sizeof shape);
  const size_t batch = shape.batch, channels = shape.channels, results = shape.result_channels;
  product({batch, size_t(shape.height), size_t(shape.width), channels});
  product({size_t(shape.filter_height), size_t(shape.filter_width), channels, results});
  product({batch, size_t(shape.result_height), size_t(shape.result_width), results});
  return shape;
}

float* floats_if_any(const Tensor* tensor) { return tensor ? tensor->floats() : nullptr; }

napi_value nothing() { return nullptr; }

napi_value number(napi_env env, double value) {
  napi_value result;
  napi_create_double(env, value, &result);
  return result;
}

// An object of numbers.
napi_value record(napi_env env, std::initializer_list<std::pair<const char*, double>> fields) {
  napi_value result;
  napi_create_object(env, &result);
  for (const auto& [name, value] : fields)
    napi_set_named_property(env, result, name, number(env, value));
  return result;
}

// allocate(bytes): a new tensor's number
napi_value allocate(napi_env env, Arguments& arguments) {
  const double bytes = arguments.number();
  if (!(bytes >= 0)) throw std::invalid_argument("the number of bytes is negative");
  if (bytes > kMostBytes) throw OutOfMemory(std::to_string(bytes));
  return number(env, add_tensor(size_t(bytes)));
}

napi_value release(napi_env, Arguments& arguments) {
  remove_tensor(arguments.integer());
  return nothing();
}

// write(tensor, values), of the same number of bytes
napi_value write(napi_env, Arguments& arguments) {
  Tensor& tensor = arguments.tensor_of_any_size();
  const auto [data, bytes] = arguments.bytes();
  if (bytes != tensor.bytes) throw std::invalid_argument("the values do not fit the tensor");
  std::memcpy(tensor.block.data(), data, bytes);
  tensor.packed.clear();
  return nothing();
}

// read(tensor, into), of the same number of bytes
napi_value read(napi_env, Arguments& arguments) {
  const Tensor& tensor = arguments.tensor_of_any_size();
  const auto [data, bytes] = arguments.bytes();
  if (bytes != tensor.bytes) throw std::invalid_argument("the tensor does not fit the array");
  std::memcpy(data, tensor.block.data(), bytes);
  return nothing();
}

// convolve(shape, x, filter, bias | -1, add | -1, y, relu)
napi_value convolve(napi_env, Arguments& arguments) {
  const ConvolutionShape shape = convolution_shape(arguments);
  const Tensor& x = arguments.tensor(shape.source_size());
  Tensor& filter = arguments.tensor(shape.filter_size());
  const Tensor* bias = arguments.tensor_if_any(shape.result_channels);
  const Tensor* add = arguments.tensor_if_any(shape.result_size());
  Tensor& y = arguments.tensor(shape.result_size());
  mikke::convolve(shape, x, filter, bias, add, arguments.flag(), y);
  return nothing();
}

// convolveBackwardInput(shape, dy, filter, dx)
napi_value convolve_backward_input(napi_env, Arguments& arguments) {
  const ConvolutionShape shape = convolution_shape(arguments);
  const Tensor& dy = arguments.tensor(shape.result_size());
  Tensor& filter = arguments.tensor(shape.filter_size());
  mikke::convolve_backward_input(shape, dy, filter, arguments.tensor(shape.source_size()));
  return nothing();
}

// convolveBackwardFilter(shape, x, dy, df)
napi_value convolve_backward_filter(napi_env, Arguments& arguments) {
  const ConvolutionShape shape = convolution_shape(arguments);
  const Tensor& x = arguments.tensor(shape.source_size());
  const Tensor& dy = arguments.tensor(shape.result_size());
  mikke::convolve_backward_filter(shape, x, dy, arguments.tensor(shape.filter_size()));
  return nothing();
}

// multiply(batch, rows, inner, columns, transposeA, transposeB, a, b, bias | -1, result)
napi_value multiply(napi_env, Arguments& arguments) {
  MatmulShape shape;
  for (int* size : {&shape.batch, &shape.rows, &shape.inner, &shape.columns})
    *size = int(arguments.count());
  shape.transpose_a = arguments.flag();
  shape.transpose_b = arguments.flag();
  const size_t batch = shape.batch, rows = shape.rows, inner = shape.inner, columns = shape.columns;
  const Tensor& a = arguments.tensor(product({batch, rows, inner}));
  const Tensor& b = arguments.tensor(product({batch, inner, columns}));
  const Tensor* bias = arguments.tensor_if_any(columns);
  mikke::multiply(shape, a, b, bias, arguments.tensor(product({batch, rows, columns})));
  return nothing();
}

BatchNormShape batch_norm_shape(Arguments& arguments) {
  BatchNormShape shape;
  shape.rows = arguments.count();
  shape.channels = arguments.count();
  shape.epsilon = float(arguments.number());
  shape.relu = arguments.flag();
  return shape;
}

// batchNorm(rows, channels, epsilon, relu, x, scale, offset, add | -1, y, mean, variance)
napi_value batch_norm(napi_env, Arguments& arguments) {
  const BatchNormShape shape = batch_norm_shape(arguments);
  const size_t size = shape.rows * shape.channels;
  const float* x = arguments.tensor(size).floats();
  const float* scale = arguments.tensor(shape.channels).floats();
  const float* offset = arguments.tensor(shape.channels).floats();
  const float* add = floats_if_any(arguments.tensor_if_any(size));
  float* y = arguments.tensor(size).floats();
  float* mean = arguments.tensor(shape.channels).floats();
  float* variance = arguments.tensor(shape.channels).floats();
  mikke::batch_norm(shape, x, scale, offset, add, y, mean, variance);
  return nothing();
}

// batchNormEvaluate(rows, channels, epsilon, relu, x, scale, offset, mean, variance, add | -1, y)
napi_value batch_norm_evaluate(napi_env, Arguments& arguments) {
  const BatchNormShape shape = batch_norm_shape(arguments);
  const size_t size = shape.rows * shape.channels;
  const float* x = arguments.tensor(size).floats();
  const float* scale = arguments.tensor(shape.channels).floats();
  const float* offset = arguments.tensor(shape.channels).floats();
  const float* mean = arguments.tensor(shape.channels).floats();
  const float* variance = arguments.tensor(shape.channels).floats();
  const float* add = floats_if_any(arguments.tensor_if_any(size));
  mikke::batch_norm_evaluate(shape, x, scale, offset, mean, variance, add,
                             arguments.tensor(size).floats());
  return nothing();
}

// foldBatchNorm(taps, channels, epsilon, filter, scale, offset, mean, variance, folded, bias)
napi_value fold_batch_norm(napi_env, Arguments& arguments) {
  const size_t taps = arguments.count(), channels = arguments.count();
  const float epsilon = float(arguments.number());
  const float* filter = arguments.tensor(taps * channels).floats();
  const float* scale = arguments.tensor(channels).floats();
  const float* offset = arguments.tensor(channels).floats();
  const float* mean = arguments.tensor(channels).floats();
  const float* variance = arguments.tensor(channels).floats();
  float* folded = arguments.tensor(taps * channels).floats();
  float* bias = arguments.tensor(channels).floats();
  mikke::fold_batch_norm(taps, channels, epsilon, filter, scale, offset, mean, variance, folded,
                         bias);
  return nothing();
}

// batchNormGradient(rows, channels, epsilon, relu, frozen, dy, x, y, scale, mean, variance, dx,
//                   dscale, doffset, dadd | -1)
napi_value batch_norm_gradient(napi_env, Arguments& arguments) {
  const BatchNormShape shape = batch_norm_shape(arguments);
  const bool frozen = arguments.flag();
  const size_t size = shape.rows * shape.channels;
  const float* dy = arguments.tensor(size).floats();
  const float* x = arguments.tensor(size).floats();
  const float* y = arguments.tensor(size).floats();
  const float* scale = arguments.tensor(shape.channels).floats();
  const float* mean = arguments.tensor(shape.channels).floats();
  const float* variance = arguments.tensor(shape.channels).floats();
  float* dx = arguments.tensor(size).floats();
  float* dscale = arguments.tensor(shape.channels).floats();
  float* doffset = arguments.tensor(shape.channels).floats();
  float* dadd = floats_if_any(arguments.tensor_if_any(size));
  mikke::batch_norm_gradient(shape, frozen, dy, x, y, scale, mean, variance, dx, dscale, doffset,
                             dadd);
  return nothing();
}

Objective objective(Arguments& arguments, size_t batch, size_t classes) {
  const float* targets = floats_if_any(arguments.tensor_if_any(batch * classes));
  return {targets, floats_if_any(arguments.tensor_if_any(batch))};
}

// softmaxCrossEntropy(batch, classes, logits, labels, targets | -1, weights | -1, meanLoss, loss,
//                     confidence, predicted, probabilities)
napi_value softmax_cross_entropy(napi_env, Arguments& arguments) {
  const size_t batch = arguments.count(), classes = arguments.count();
  const float* logits = arguments.tensor(batch * classes).floats();
  const int32_t* labels = arguments.tensor(batch).integers();
  const Objective objective = mikke::objective(arguments, batch, classes);
  float* mean_loss = arguments.tensor(1).floats();
  float* loss = arguments.tensor(batch).floats();
  float* confidence = arguments.tensor(batch).floats();
  int32_t* predicted = arguments.tensor(batch).integers();
  float* probabilities = arguments.tensor(batch * classes).floats();
  mikke::softmax_cross_entropy(batch, classes, logits, labels, objective, mean_loss, loss,
                               confidence, predicted, probabilities);
  return nothing();
}

// softmaxCrossEntropyGradient(batch, classes, dy, probabilities, labels, targets | -1, weights | -1,
//                             dlogits)
napi_value softmax_cross_entropy_gradient(napi_env, Arguments& arguments) {
  const size_t batch = arguments.count(), classes = arguments.count();
  const float dy = *arguments.tensor(1).floats();
  const float* probabilities = arguments.tensor(batch * classes).floats();
  const int32_t* labels = arguments.tensor(batch).integers();
  const Objective objective = mikke::objective(arguments, batch, classes);
  float* dlogits = arguments.tensor(batch * classes).floats();
  mikke::softmax_cross_entropy_gradient(batch, classes, dy, probabilities, labels, objective,
                                        dlogits);
  return nothing();
}

// globalAveragePool(batch, positions, channels, x, y)
napi_value global_average_pool(napi_env, Arguments& arguments) {
  const size_t batch = arguments.count(), positions = arguments.count(),
               channels = arguments.count();
  const float* x = arguments.tensor(product({batch, positions, channels})).floats();
  mikke::global_average_pool(batch, positions, channels, x,
                             arguments.tensor(batch * channels).floats());
  return nothing();
}

// globalAveragePoolGradient(batch, positions, channels, dy, dx)
napi_value global_average_pool_gradient(napi_env, Arguments& arguments) {
  const size_t batch = arguments.count(), positions = arguments.count(),
               channels = arguments.count();
  const float* dy = arguments.tensor(batch * channels).floats();
  float* dx = arguments.tensor(product({batch, positions, channels})).floats();
  mikke::global_average_pool_gradient(batch, positions, channels, dy, dx);
  return nothing();
}

// mixImages(batch, height, width, channels, share, box, x, partner, y), where the box is top, left,
// height and width, or nothing
napi_value mix_images(napi_env, Arguments& arguments) {
  const size_t batch = arguments.count();
  const ImageShape image{arguments.count(), arguments.count(), arguments.count()};
  const float share = float(arguments.number());
  const std::vector<int> sides = arguments.integers();
  if (!sides.empty() && sides.size() != 4) throw std::invalid_argument("a box has 4 numbers");
  for (const int side : sides)
    if (side < 0) throw std::invalid_argument("a number of the box is negative");
  std::optional<Box> box;
  if (!sides.empty())
    box = Box{size_t(sides[0]), size_t(sides[1]), size_t(sides[2]), size_t(sides[3])};
  const size_t size = product({batch, image.height, image.width, image.channels});
  const float* x = arguments.tensor(size).floats();
  const int32_t* partner = arguments.tensor(batch).integers();
  mikke::mix_images(batch, image, share, box ? &*box : nullptr, x, partner,
                    arguments.tensor(size).floats());
  return nothing();
}

// add(sizeA, sizeB, a, b, result), where sizeB divides sizeA
napi_value add(napi_env, Arguments& arguments) {
  const size_t size = arguments.count(), size_b = arguments.count();
  if (size % size_b != 0) throw std::invalid_argument("the second size does not divide the first");
  const float* a = arguments.tensor(size).floats();
  const float* b = arguments.tensor(size_b).floats();
  mikke::add(size, a, size_b, b, arguments.tensor(size).floats());
  return nothing();
}

// sumRows(rows, columns, x, y)
napi_value sum_rows(napi_env, Arguments& arguments) {
  const size_t rows = arguments.count(), columns = arguments.count();
  const float* x = arguments.tensor(rows * columns).floats();
  mikke::sum_rows(rows, columns, x, arguments.tensor(columns).floats());
  return nothing();
}

// sgdUpdate(learningRate, momentum, weightDecay, nesterov, weights, gradients, velocities), the
// last three lists of tensors; weights and velocities change in place
napi_value sgd_update(napi_env, Arguments& arguments) {
  SgdSettings settings;
  settings.learning_rate = float(arguments.number());
  settings.momentum = float(arguments.number());
  settings.weight_decay = float(arguments.number());
  settings.nesterov = arguments.flag();
  const std::vector<int> weights = arguments.integers(), gradients = arguments.integers(),
                         velocities = arguments.integers();
  if (gradients.size() != weights.size() || velocities.size() != weights.size())
    throw std::invalid_argument("there are not as many gradients and velocities as weights");
  for (size_t i = 0; i < weights.size(); i++) {
    Tensor& weight = tensor_of(weights[i]);
    const size_t size = weight.bytes / sizeof(float);
    const float* gradient = arguments.sized(gradients[i], size).floats();
    float* velocity = arguments.sized(velocities[i], size).floats();
    mikke::sgd_update(settings, size, weight.floats(), gradient, velocity);
    weight.packed.clear();
  }
  return nothing();
}

// movingAverages(momentum, factors, averages, values): lists; averages change in place
napi_value moving_averages(napi_env, Arguments& arguments) {
  const float momentum = float(arguments.number());
  const auto [factors, bytes] = arguments.bytes();
  const std::vector<int> averages = arguments.integers(), values = arguments.integers();
  if (values.size() != averages.size() || bytes != averages.size() * sizeof(float))
    throw std::invalid_argument("there are not as many factors and values as averages");
  for (size_t i = 0; i < averages.size(); i++) {
    Tensor& average = tensor_of(averages[i]);
    const size_t size = average.bytes / sizeof(float);
    mikke::moving_average(momentum, static_cast<const float*>(factors)[i], size, average.floats(),
                          arguments.sized(values[i], size).floats());
    average.packed.clear();
  }
  return nothing();
}

constexpr size_t kMostThreads = 1024;

// setThreads(count)
napi_value set_threads(napi_env, Arguments& arguments) {
  const size_t count = arguments.count();
  if (count > kMostThreads) throw std::invalid_argument("there cannot be so many threads");
  omp_set_num_threads(int(count));
  return nothing();
}

// about(): the version of oneDNN, and the number of threads
napi_value about(napi_env env, Arguments&) {
  const dnnl_version_t* version = dnnl_version();
  return record(env, {{"major", version->major},
                      {"minor", version->minor},
                      {"patch", version->patch},
                      {"threads", omp_get_max_threads()}});
}

// memory(): what tensors and the pool hold, in bytes
napi_value memory(napi_env env, Arguments&) {
  const MemoryUse use = memory_use();
  return record(env, {{"tensors", double(use.tensors)},
                      {"usedBytes", double(use.used_bytes)},
                      {"pooledBytes", double(use.pooled_bytes)},
                      {"peakBytes", double(use.peak_bytes)}});
}

// Runs a kernel, and makes what it throws a JavaScript error; one of memory has the code
// "out-of-memory", and its message is the number of bytes.
template <napi_value (*kernel)(napi_env, Arguments&)>
napi_value call(napi_env env, napi_callback_info info) {
  try {
    Arguments arguments(env, info);
    return kernel(env, arguments);
  } catch (const OutOfMemory& error) {
    napi_throw_error(env, "out-of-memory", error.what());
  } catch (const std::bad_alloc&) {
    napi_throw_error(env, "out-of-memory", "0");
  } catch (const dnnl::error& error) {
    const bool memory = error.status == dnnl_out_of_memory;
    napi_throw_error(env, memory ? "out-of-memory" : "onednn", memory ? "0" : error.what());
  } catch (const std::exception& error) {
    napi_throw_error(env, "argument", error.what());
  }
  return nullptr;
}

napi_value exports(napi_env env, napi_value exports) {
  constexpr auto function = [](const char* name, napi_callback callback) {
    return napi_property_descriptor{name,    nullptr, callback,        nullptr,
                                    nullptr, nullptr, napi_enumerable, nullptr};
  };
  const napi_property_descriptor functions[] = {
      function("about", call<about>),
      function("setThreads", call<set_threads>),
      function("memory", call<memory>),
      function("allocate", call<allocate>),
      function("release", call<release>),
      function("write", call<write>),
      function("read", call<read>),
      function("convolve", call<convolve>),
      function("convolveBackwardInput", call<convolve_backward_input>),
      function("convolveBackwardFilter", call<convolve_backward_filter>),
      function("multiply", call<multiply>),
      function("batchNorm", call<batch_norm>),
      function("batchNormGradient", call<batch_norm_gradient>),
      function("batchNormEvaluate", call<batch_norm_evaluate>),
      function("foldBatchNorm", call<fold_batch_norm>),
      function("softmaxCrossEntropy", call<softmax_cross_entropy>),
      function("softmaxCrossEntropyGradient", call<softmax_cross_entropy_gradient>),
      function("globalAveragePool", call<global_average_pool>),
      function("globalAveragePoolGradient", call<global_average_pool_gradient>),
      function("mixImages", call<mix_images>),
      function("add", call<add>),
      function("sumRows", call<sum_rows>),
      function("sgdUpdate", call<sgd_update>),
      function("movingAverages", call<moving_averages>),
  };
  napi_define_properties(env, exports, std::size(functions), functions);
  return exports;
}

}  // namespace
}  // namespace mikke

NAPI_MODULE_INIT() { return mikke::exports(env, exports); }
