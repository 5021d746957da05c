#pragma once

#include <sys/fanotify.h>

#include <cstdint>
#include <string>

/** A hash that stands for a directory, whatever its path: its file system and its file handle there. */
uint64_t DirectoryKey(uint64_t file_system, const void* handle, uint64_t seed);

/** An open directory. Looked up once, so that what is asked of it and what is marked can't be two different ones. */
class Directory {
 public:
  /** Follows links. On failure `error()` is the errno. */
  Directory(const std::string& path, uint64_t seed);
  ~Directory();
  Directory(const Directory&) = delete;

  int error() const { return error_; }
  int descriptor() const { return descriptor_; }
  uint64_t file_system() const { return file_system_; }
  uint64_t key() const { return key_; }

 private:
  int descriptor_;
  int error_ = 0;
  uint64_t file_system_ = 0;
  uint64_t key_ = 0;
};
