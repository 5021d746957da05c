{
  "targets": [
    {
      "target_name": "homeostat_watcher",
      "sources": ["src/addon.cc", "src/group.cc", "src/directory.cc", "src/event_reader.cc", "src/look.cc", "src/loop_poll.cc", "src/marks.cc", "src/mount_watch.cc", "src/system_error.cc"],
      "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
      "defines": ["NAPI_VERSION=8", "NODE_ADDON_API_DISABLE_CPP_EXCEPTIONS", "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS"],
      "cflags_cc": ["-std=gnu++17", "-Wall", "-Wextra", "-O2"]
    }
  ]
}
