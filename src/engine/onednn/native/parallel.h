#pragma once

#include <omp.h>

#include <cstddef>
#include <exception>

namespace mikke {

inline int thread_count() { return omp_get_max_threads(); }

// Below this, waking the other threads takes longer than they save.
constexpr size_t kLeastParallelElements = 65536;

// Runs body(begin, end, thread) over 0 … count in one contiguous part a thread. Which part a thread
// gets depends on the counts alone, so sums over parts are the same each time.
template <class Body>
void parallel_parts(size_t count, size_t elements, Body&& body) {
  if (elements < kLeastParallelElements || thread_count() == 1 || count < 2)
    return body(size_t(0), count, 0);
#pragma omp parallel
  {
    const size_t threads = omp_get_num_threads(), thread = omp_get_thread_num();
    const size_t begin = count * thread / threads, end = count * (thread + 1) / threads;
    if (begin < end) body(begin, end, int(thread));
  }
}

// Runs body(0) … body(count - 1), one a thread, and throws what one of them threw.
template <class Body>
void run_each(size_t count, Body&& body) {
  if (count == 1) return body(0);
  std::exception_ptr failure;
#pragma omp parallel num_threads(int(count))
  try {
    // Fewer threads than asked for may have come.
    for (size_t i = omp_get_thread_num(); i < count; i += omp_get_num_threads()) body(i);
  } catch (...) {
#pragma omp critical
    failure = std::current_exception();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace mikke
