#pragma once

namespace mikke {

// Sixteen floats, which the compiler maps to whatever registers there are.
typedef float Floats __attribute__((vector_size(64), aligned(4)));
typedef int Masks __attribute__((vector_size(64), aligned(4)));
constexpr int kLanes = 16;

inline const Floats& floats_at(const float* p) { return *reinterpret_cast<const Floats*>(p); }
inline Floats& floats_at(float* p) { return *reinterpret_cast<Floats*>(p); }

}  // namespace mikke

// Compiled for the processors of three generations; the one that fits is taken when loaded, so the
// build runs on machines other than the one that made it.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define MIKKE_FOR_EACH_PROCESSOR \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define MIKKE_FOR_EACH_PROCESSOR
#endif
