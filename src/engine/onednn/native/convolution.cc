#include "convolution.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>

#include "dnnl_api.h"
#include "parallel.h"
#include "small_kernels.h"

namespace mikke {
namespace {

using dnnl::memory;
using Tag = memory::format_tag;
using Arguments = std::unordered_map<int, memory>;

constexpr auto f32 = memory::data_type::f32;

// Primitives by what they were made for. There are as many as layers and batch sizes; a program
// that asks for ever new shapes starts over now and then.
constexpr size_t kMostPrimitives = 4096;

constexpr double kLeastParallelProducts = 1 << 20;

template <class Primitive>
class PrimitiveCache {
 public:
  const Primitive& get(const std::vector<int>& key, const std::function<Primitive()>& make) {
    const auto found = made_.find(key);
    if (found != made_.end()) return found->second;
    if (made_.size() >= kMostPrimitives) made_.clear();
    return made_.emplace(key, make()).first->second;
  }

 private:
  std::map<std::vector<int>, Primitive> made_;
};

// Primitives are made for one thread each: every thread computes its own part of the batch, so that
// threads meet once a convolution. oneDNN's own division makes them wait for each other within one,
// spinning, which costs most of the time on a machine that has anything else to do.
class OneThread {
 public:
  OneThread() : before_(omp_get_max_threads()) { omp_set_num_threads(1); }
  ~OneThread() { omp_set_num_threads(before_); }

 private:
  int before_;
};

std::vector<int> key_of(const ConvolutionShape& s, std::initializer_list<int> more = {}) {
  std::vector<int> key(reinterpret_cast<const int*>(&s),
                       reinterpret_cast<const int*>(&s) + sizeof s / sizeof(int));
  key.insert(key.end(), more);
  return key;
}

memory::desc image(const memory::dims& dims) { return {dims, f32, Tag::nhwc}; }
memory::desc plain_filter(const ConvolutionShape& s) { return {s.filter_dims(), f32, Tag::hwio}; }
memory::desc any_filter(const ConvolutionShape& s) { return {s.filter_dims(), f32, Tag::any}; }
memory::desc line(int size) { return {{size}, f32, Tag::x}; }

memory at(const memory::desc& desc, const float* values) {
  return {desc, api::cpu(), const_cast<float*>(values)};
}
memory at(const memory::desc& desc, const Block& block) {
  return {desc, api::cpu(), block.data()};
}

void run(const dnnl::primitive& primitive, const Arguments& arguments) {
  primitive.execute(api::stream(), arguments);
  api::stream().wait();
}

// A primitive, the layout that it wants its filter in, and the reorder from or to the tensor's own.
template <class Primitive>
struct Layer {
  Primitive primitive;
  memory::desc filter, scratch;
  std::optional<dnnl::reorder> pack;
};

using Forward = Layer<dnnl::convolution_forward>;
using BackwardInput = Layer<dnnl::convolution_backward_data>;
using BackwardFilter = Layer<dnnl::convolution_backward_weights>;

std::optional<dnnl::reorder> reorder_unless_same(const memory::desc& from, const memory::desc& to) {
  if (from == to) return {};
  return dnnl::reorder({api::cpu(), from, api::cpu(), to});
}

// The filter in the layout that a layer wants.
memory packed(Tensor& filter, const memory::desc& own, const memory::desc& wanted,
              const std::optional<dnnl::reorder>& pack) {
  if (!pack) return at(own, filter.floats());
  for (const Packed& known : filter.packed)
    if (known.layout == wanted) return at(wanted, *known.block);
  auto block = std::make_unique<Block>(wanted.get_size());
  const memory result = at(wanted, *block);
  run(*pack, {{DNNL_ARG_FROM, at(own, filter.floats())}, {DNNL_ARG_TO, result}});
  filter.packed.push_back({wanted, std::move(block)});
  return result;
}

dnnl::primitive_attr attributes_of(const dnnl::post_ops& after = {}) {
  dnnl::primitive_attr attributes;
  // Memory of oneDNN's own would belong to one thread.
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  attributes.set_post_ops(after);
  return attributes;
}

dnnl::convolution_forward::primitive_desc forward_desc(const ConvolutionShape& s, bool biased,
                                                       bool added, bool relu) {
  const api::ConvolutionDescs descs{image(s.source_dims()), any_filter(s),
                                    biased ? line(s.result_channels) : memory::desc(),
                                    image(s.result_dims())};
  dnnl::post_ops after;
  if (added) after.append_binary(dnnl::algorithm::binary_add, image(s.result_dims()));
  if (relu) api::append_relu(after);
  return api::convolution_forward(descs, s, attributes_of(after));
}

// Gradients ask for a forward descriptor as a hint.
dnnl::convolution_forward::primitive_desc hint(const ConvolutionShape& s) {
  return forward_desc(s, false, false, false);
}

api::ConvolutionDescs gradient_descs(const ConvolutionShape& s) {
  return {image(s.source_dims()), any_filter(s), memory::desc(), image(s.result_dims())};
}

PrimitiveCache<Forward> forwards;
PrimitiveCache<BackwardInput> input_gradients;
PrimitiveCache<BackwardFilter> filter_gradients;
PrimitiveCache<dnnl::matmul> products;

const Forward& forward_of(const ConvolutionShape& s, bool biased, bool added, bool relu) {
  return forwards.get(key_of(s, {biased, added, relu}), [&] {
    const OneThread one;
    const auto desc = forward_desc(s, biased, added, relu);
    const auto wanted = desc.weights_desc();
    return Forward{dnnl::convolution_forward(desc), wanted, desc.scratchpad_desc(),
                   reorder_unless_same(plain_filter(s), wanted)};
  });
}

const BackwardInput& input_gradient_of(const ConvolutionShape& s) {
  return input_gradients.get(key_of(s), [&] {
    const OneThread one;
    const auto desc = api::convolution_backward<dnnl::convolution_backward_data>(
        gradient_descs(s), s, attributes_of(), hint(s));
    const auto wanted = desc.weights_desc();
    return BackwardInput{dnnl::convolution_backward_data(desc), wanted, desc.scratchpad_desc(),
                         reorder_unless_same(plain_filter(s), wanted)};
  });
}

const BackwardFilter& filter_gradient_of(const ConvolutionShape& s) {
  return filter_gradients.get(key_of(s), [&] {
    const OneThread one;
    const auto desc = api::convolution_backward<dnnl::convolution_backward_weights>(
        gradient_descs(s), s, attributes_of(), hint(s));
    const auto given = desc.diff_weights_desc();
    return BackwardFilter{dnnl::convolution_backward_weights(desc), given, desc.scratchpad_desc(),
                          reorder_unless_same(given, plain_filter(s))};
  });
}

// A thread's part of the batch: its shape, and where its images begin.
struct Part {
  ConvolutionShape shape;
  size_t source, result;
};

std::vector<Part> parts_of(const ConvolutionShape& shape) {
  const int count = std::min(thread_count(), shape.batch);
  std::vector<Part> parts;
  for (int i = 0; i < count; i++) {
    const int begin = int(int64_t(shape.batch) * i / count);
    const int end = int(int64_t(shape.batch) * (i + 1) / count);
    Part part{shape, shape.source_size() / shape.batch * begin,
              shape.result_size() / shape.batch * begin};
    part.shape.batch = end - begin;
    parts.push_back(part);
  }
  return parts;
}

// Runs one primitive a part, all at the same time.
template <class Primitive>
void run_all(const std::vector<const Layer<Primitive>*>& layers, std::vector<Arguments>& arguments) {
  std::vector<std::unique_ptr<Block>> scratch;
  for (size_t i = 0; i < layers.size(); i++) {
    scratch.push_back(std::make_unique<Block>(layers[i]->scratch.get_size()));
    arguments[i].emplace(DNNL_ARG_SCRATCHPAD, at(layers[i]->scratch, *scratch[i]));
  }
  run_each(layers.size(), [&](size_t i) { run(layers[i]->primitive, arguments[i]); });
}

}  // namespace

void convolve(const ConvolutionShape& shape, const Tensor& x, Tensor& filter, const Tensor* bias,
              const Tensor* add, bool relu, Tensor& y) {
  std::vector<const Forward*> layers;
  std::vector<Arguments> arguments;
  for (const Part& part : parts_of(shape)) {
    const ConvolutionShape& s = part.shape;
    const Forward& layer = forward_of(s, bias, add, relu);
    layers.push_back(&layer);
    Arguments& of_part = arguments.emplace_back(Arguments{
        {DNNL_ARG_SRC, at(image(s.source_dims()), x.floats() + part.source)},
        {DNNL_ARG_WEIGHTS, packed(filter, plain_filter(s), layer.filter, layer.pack)},
        {DNNL_ARG_DST, at(image(s.result_dims()), y.floats() + part.result)},
    });
    if (bias) of_part.emplace(DNNL_ARG_BIAS, at(line(s.result_channels), bias->floats()));
    if (add)
      of_part.emplace(DNNL_ARG_ATTR_MULTIPLE_POST_OP(0) | DNNL_ARG_SRC_1,
                      at(image(s.result_dims()), add->floats() + part.result));
  }
  run_all(layers, arguments);
}

void convolve_backward_input(const ConvolutionShape& shape, const Tensor& dy, Tensor& filter,
                             Tensor& dx) {
  std::vector<const BackwardInput*> layers;
  std::vector<Arguments> arguments;
  for (const Part& part : parts_of(shape)) {
    const ConvolutionShape& s = part.shape;
    const BackwardInput& layer = input_gradient_of(s);
    layers.push_back(&layer);
    arguments.push_back({
        {DNNL_ARG_DIFF_DST, at(image(s.result_dims()), dy.floats() + part.result)},
        {DNNL_ARG_WEIGHTS, packed(filter, plain_filter(s), layer.filter, layer.pack)},
        {DNNL_ARG_DIFF_SRC, at(image(s.source_dims()), dx.floats() + part.source)},
    });
  }
  run_all(layers, arguments);
}

void convolve_backward_filter(const ConvolutionShape& shape, const Tensor& x, const Tensor& dy,
                              Tensor& df) {
  std::vector<const BackwardFilter*> layers;
  std::vector<Arguments> arguments;
  std::vector<std::unique_ptr<Block>> sums;
  for (const Part& part : parts_of(shape)) {
    const ConvolutionShape& s = part.shape;
    const BackwardFilter& layer = filter_gradient_of(s);
    layers.push_back(&layer);
    sums.push_back(std::make_unique<Block>(layer.filter.get_size()));
    arguments.push_back({
        {DNNL_ARG_SRC, at(image(s.source_dims()), x.floats() + part.source)},
        {DNNL_ARG_DIFF_DST, at(image(s.result_dims()), dy.floats() + part.result)},
        {DNNL_ARG_DIFF_WEIGHTS, at(layer.filter, *sums.back())},
    });
  }
  run_all(layers, arguments);

  // The gradients of the parts are added in their order, each from its layout to the tensor's own.
  const Block plain(df.bytes);
  for (size_t i = 0; i < layers.size(); i++) {
    const float* own = static_cast<float*>(sums[i]->data());
    if (layers[i]->pack) {
      run(*layers[i]->pack, {{DNNL_ARG_FROM, at(layers[i]->filter, *sums[i])},
                             {DNNL_ARG_TO, at(plain_filter(shape), plain)}});
      own = static_cast<float*>(plain.data());
    }
    const size_t size = shape.filter_size();
    if (i == 0)
      std::copy(own, own + size, df.floats());
    else
      add(size, df.floats(), size, own, df.floats());
  }
}

void multiply(const MatmulShape& shape, const Tensor& a, const Tensor& b, const Tensor* bias,
              Tensor& result) {
  // Such as a model's last layer: for less, other threads are not worth their waking.
  const double products_in_all = double(shape.batch) * shape.rows * shape.inner * shape.columns;
  std::optional<OneThread> one;
  if (products_in_all < kLeastParallelProducts) one.emplace();
  const auto matrices = [&](int rows, int columns, bool transposed) {
    const memory::dims dims{shape.batch, rows, columns};
    return memory::desc(dims, f32, transposed ? Tag::acb : Tag::abc);
  };
  const auto left = matrices(shape.rows, shape.inner, shape.transpose_a);
  const auto right = matrices(shape.inner, shape.columns, shape.transpose_b);
  const auto out = matrices(shape.rows, shape.columns, false);
  const memory::desc offset =
      bias ? memory::desc({1, 1, shape.columns}, f32, Tag::abc) : memory::desc();
  const auto& product = products.get(
      {shape.batch, shape.rows, shape.inner, shape.columns, shape.transpose_a, shape.transpose_b,
       bias != nullptr},
      [&] { return dnnl::matmul(api::matmul(left, right, offset, out)); });
  Arguments arguments{{DNNL_ARG_SRC, at(left, a.floats())},
                      {DNNL_ARG_WEIGHTS, at(right, b.floats())},
                      {DNNL_ARG_DST, at(out, result.floats())}};
  if (bias) arguments.emplace(DNNL_ARG_BIAS, at(offset, bias->floats()));
  run(product, arguments);
}

}  // namespace mikke
