#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

/** Both halves of the product: every bit of the result depends on every bit of both. */
inline uint64_t Mix(uint64_t a, uint64_t b) {
  unsigned __int128 product = static_cast<unsigned __int128>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

/**
 * 64 bits that stand for the bytes. Keyed, since other users choose the names. That two agree by chance (1e-12 with a
 * million names) costs a needless notice.
 */
inline uint64_t Hash(const void* bytes, size_t length, uint64_t seed) {
  constexpr uint64_t kFirst = 0xa0761d6478bd642f, kSecond = 0xe7037ed1a0b428db;
  const char* next = static_cast<const char*>(bytes);
  uint64_t hash = Mix(seed ^ kFirst, length ^ kSecond);
  for (; length > 0;) {
    uint64_t word = 0;
    const size_t taken = length < sizeof word ? length : sizeof word;
    memcpy(&word, next, taken);
    hash = Mix(hash ^ word, kSecond);
    next += taken;
    length -= taken;
  }
  return Mix(hash ^ kFirst, kSecond);
}
