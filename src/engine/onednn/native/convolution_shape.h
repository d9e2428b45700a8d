#pragma once

#include <dnnl.hpp>

namespace mikke {

// Sizes of a 2-D convolution: x [batch, height, width, channels], filter [filter height, filter
// width, channels, result channels], y [batch, result height, result width, result channels].
// A dilation of 1 is none. In the order in which JavaScript gives them.
struct ConvolutionShape {
  int batch, height, width, channels;
  int filter_height, filter_width, result_height, result_width, result_channels;
  int stride_height, stride_width, dilation_height, dilation_width;
  int pad_top, pad_left, pad_bottom, pad_right;

  using Dims = dnnl::memory::dims;
  Dims strides() const { return {stride_height, stride_width}; }
  Dims dilates() const { return {dilation_height - 1, dilation_width - 1}; }
  Dims before() const { return {pad_top, pad_left}; }
  Dims after() const { return {pad_bottom, pad_right}; }
  Dims source_dims() const { return {batch, channels, height, width}; }
  Dims filter_dims() const { return {result_channels, channels, filter_height, filter_width}; }
  Dims result_dims() const { return {batch, result_channels, result_height, result_width}; }

  size_t source_size() const { return size_t(batch) * height * width * channels; }
  size_t filter_size() const {
    return size_t(filter_height) * filter_width * channels * result_channels;
  }
  size_t result_size() const {
    return size_t(batch) * result_height * result_width * result_channels;
  }
};

}  // namespace mikke
