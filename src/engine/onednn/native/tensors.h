// The memory of tensors: aligned blocks, reused through a pool, known to JavaScript by numbers.
#pragma once

#include <dnnl.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <vector>

namespace mikke {

struct OutOfMemory : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A block of the pool, which takes it back.
class Block {
 public:
  explicit Block(size_t bytes);
  ~Block();
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;
  void* data() const { return data_; }

 private:
  size_t capacity_;
  void* data_;
};

// A filter in a layout that a primitive prefers, made from the tensor's own and kept while the
// tensor stays as it is.
struct Packed {
  dnnl::memory::desc layout;
  std::unique_ptr<Block> block;
};

struct Tensor {
  explicit Tensor(size_t bytes) : bytes(bytes), block(bytes) {}
  size_t bytes;
  Block block;
  std::vector<Packed> packed;

  float* floats() const { return static_cast<float*>(block.data()); }
  int32_t* integers() const { return static_cast<int32_t*>(block.data()); }
};

int add_tensor(size_t bytes);
void remove_tensor(int id);
// Throws std::invalid_argument for a number that names no tensor.
Tensor& tensor_of(int id);

struct MemoryUse {
  size_t tensors, used_bytes, pooled_bytes, peak_bytes;
};
MemoryUse memory_use();

}  // namespace mikke
