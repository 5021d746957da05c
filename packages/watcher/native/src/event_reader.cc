#include "event_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/fanotify.h>
#include <unistd.h>

#include <cstring>

#include "directory.h"

size_t EventReader::Fill(int descriptor, int* error) {
  const ssize_t length = read(descriptor, buffer_.data(), buffer_.size());
  if (length >= 0) return static_cast<size_t>(length);
  *error = errno == EAGAIN || errno == EINTR ? 0 : errno;
  return 0;
}

size_t EventReader::Parse(size_t at, Event* event) const {
  fanotify_event_metadata metadata;
  memcpy(&metadata, &buffer_[at], sizeof metadata);
  *event = {metadata.mask, metadata.pid, 0, {}};
  const size_t end = at + metadata.event_len;
  for (size_t next = at + metadata.metadata_len; next < end;) {
    fanotify_event_info_header header;
    memcpy(&header, &buffer_[next], sizeof header);
    if (header.info_type == FAN_EVENT_INFO_TYPE_DFID_NAME) {
      uint64_t file_system;
      const char* body = &buffer_[next + sizeof header];
      memcpy(&file_system, body, sizeof file_system);
      const char* handle = body + sizeof file_system;
      uint32_t handle_bytes;
      memcpy(&handle_bytes, handle, sizeof handle_bytes);
      event->directory_key = DirectoryKey(file_system, handle, seed_);
      event->name = handle + sizeof(file_handle) + handle_bytes;
    }
    next += header.len;
  }
  return metadata.event_len;
}
