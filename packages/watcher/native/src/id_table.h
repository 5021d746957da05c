#pragma once

#include <cstdint>
#include <vector>

/** From a hash to ids: 12 bytes a slot, linear probing. A hash may have several ids. */
class IdTable {
 public:
  IdTable() { Resize(64); }

  void Insert(uint64_t hash, uint32_t id) {
    if ((count_ + 1) * 4 > hashes_.size() * 3) Resize(hashes_.size() * 2);
    Place(hash, id);
    count_ += 1;
  }

  /** Takes out one id of the hash; false when it is not there. */
  bool Erase(uint64_t hash, uint32_t id) {
    size_t at = hash & mask_;
    for (; ids_[at] != kFree; at = (at + 1) & mask_) {
      if (hashes_[at] == hash && ids_[at] == id) break;
    }
    if (ids_[at] == kFree) return false;
    CloseGap(at);
    count_ -= 1;
    return true;
  }

  template <typename Visit>
  void ForEach(uint64_t hash, Visit visit) const {
    for (size_t at = hash & mask_; ids_[at] != kFree; at = (at + 1) & mask_) {
      if (hashes_[at] == hash) visit(ids_[at]);
    }
  }

 private:
  static constexpr uint32_t kFree = UINT32_MAX;

  void Place(uint64_t hash, uint32_t id) {
    size_t at = hash & mask_;
    while (ids_[at] != kFree) at = (at + 1) & mask_;
    hashes_[at] = hash;
    ids_[at] = id;
  }

  void Resize(size_t slots) {
    std::vector<uint64_t> hashes(slots);
    std::vector<uint32_t> ids(slots, kFree);
    hashes.swap(hashes_);
    ids.swap(ids_);
    mask_ = slots - 1;
    for (size_t at = 0; at < ids.size(); at += 1) {
      if (ids[at] != kFree) Place(hashes[at], ids[at]);
    }
  }

  /** Moves up whatever was pushed past the freed slot, so that no tombstone is needed. */
  void CloseGap(size_t gap) {
    for (size_t at = (gap + 1) & mask_; ids_[at] != kFree; at = (at + 1) & mask_) {
      const size_t home = hashes_[at] & mask_;
      if (((at - home) & mask_) < ((at - gap) & mask_)) continue;
      hashes_[gap] = hashes_[at];
      ids_[gap] = ids_[at];
      gap = at;
    }
    ids_[gap] = kFree;
  }

  std::vector<uint64_t> hashes_;
  std::vector<uint32_t> ids_;
  size_t mask_ = 0;
  size_t count_ = 0;
};
