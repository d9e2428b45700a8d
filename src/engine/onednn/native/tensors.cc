#include "tensors.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>

namespace mikke {
namespace {

constexpr size_t kAlignment = 64;
constexpr size_t kHugePage = size_t(2) << 20;

// Under AddressSanitizer every block is exactly as large as asked and freed at once, so that it sees
// what runs past a tensor or comes after its end.
#ifdef __SANITIZE_ADDRESS__
constexpr bool kPooled = false;
#else
constexpr bool kPooled = true;
#endif

// Freed blocks by capacity. The one freed last is taken first: the caches still hold it.
std::map<size_t, std::vector<void*>> pool;
size_t used_bytes = 0;
size_t pooled_bytes = 0;
size_t peak_bytes = 0;

// Tensors of nearly one size share blocks: capacities are eighths of powers of two.
size_t capacity_for(size_t bytes) {
  if (!kPooled) return bytes;
  size_t step = kAlignment;
  while (step * 16 <= bytes) step *= 2;
  return (std::max<size_t>(bytes, 1) + step - 1) / step * step;
}

void empty_pool() {
  for (auto& [capacity, blocks] : pool)
    for (void* block : blocks) std::free(block);
  pool.clear();
  pooled_bytes = 0;
}

void* new_block(size_t capacity) {
  const bool large = capacity >= kHugePage;
  void* block;
  if (posix_memalign(&block, large ? kHugePage : kAlignment, capacity) != 0) return nullptr;
  if (large) madvise(block, capacity, MADV_HUGEPAGE);
  return block;
}

void* take(size_t capacity) {
  auto& blocks = pool[capacity];
  if (!blocks.empty()) {
    void* block = blocks.back();
    blocks.pop_back();
    pooled_bytes -= capacity;
    return block;
  }
  void* block = new_block(capacity);
  if (block) return block;
  empty_pool();
  block = new_block(capacity);
  if (block) return block;
  throw OutOfMemory(std::to_string(capacity));
}

std::vector<std::unique_ptr<Tensor>> tensors;
std::vector<int> free_ids;

}  // namespace

Block::Block(size_t bytes) : capacity_(capacity_for(bytes)), data_(take(capacity_)) {
  used_bytes += capacity_;
  peak_bytes = std::max(peak_bytes, used_bytes + pooled_bytes);
}

Block::~Block() {
  used_bytes -= capacity_;
  if (kPooled) {
    pool[capacity_].push_back(data_);
    pooled_bytes += capacity_;
  } else {
    std::free(data_);
  }
}

int add_tensor(size_t bytes) {
  auto tensor = std::make_unique<Tensor>(bytes);
  if (free_ids.empty()) {
    tensors.push_back(std::move(tensor));
    return int(tensors.size()) - 1;
  }
  const int id = free_ids.back();
  free_ids.pop_back();
  tensors[id] = std::move(tensor);
  return id;
}

void remove_tensor(int id) {
  tensor_of(id);
  tensors[id].reset();
  free_ids.push_back(id);
}

Tensor& tensor_of(int id) {
  if (id < 0 || size_t(id) >= tensors.size() || !tensors[id])
    throw std::invalid_argument("there is no tensor " + std::to_string(id));
  return *tensors[id];
}

MemoryUse memory_use() {
  return {tensors.size() - free_ids.size(), used_bytes, pooled_bytes, peak_bytes};
}

}  // namespace mikke
