#pragma once

#include <cstdint>
#include <unordered_map>

#include "directory.h"

/**
 * What the kernel is asked to tell: of each file system either single directories, which costs others nothing, or the whole,
 * which is one mark for any number of directories and needs CAP_SYS_ADMIN. No descriptor stays open: it would make the file
 * system busy.
 */
class Marks {
 public:
  /** @param most_inodes directories of one file system that are marked one by one before the whole is tried */
  Marks(int group, uint32_t most_inodes) : group_(group), most_inodes_(most_inodes) {}

  /** Returns 0 or an errno. Marking twice is harmless. */
  int Add(const Directory& directory, bool already_counted);
  /** Takes back one directory, which `path` led to. */
  void Remove(uint64_t file_system, uint64_t key, const std::string& path, bool others, uint64_t seed);
  /** Whether it is marked as a whole. Otherwise `refused` is why not; 0: that was not tried. */
  bool IsWhole(uint64_t file_system, int* refused) const;
  /** An unmounted file system has lost its mark without a word: each is marked again when a directory is next added. */
  void Renew() { generation_ += 1; }

 private:
  struct FileSystem {
    uint32_t directories = 0;
    uint32_t generation = 0;
    bool whole = false;
    int whole_refused = 0;
  };

  int Call(unsigned flags, uint64_t extra_mask, int directory) const;
  bool CoverWhole(FileSystem& file_system, int directory);

  int group_;
  uint32_t most_inodes_;
  uint32_t generation_ = 0;
  std::unordered_map<uint64_t, FileSystem> file_systems_;
};
