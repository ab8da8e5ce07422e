#include "inflate.h"

#include <dlfcn.h>

#include <memory>

namespace fovea {

namespace {

// libdeflate.h says the same of all its releases; loaded by name, so that the addon neither needs its headers nor fails without it.
struct Libdeflate {
  struct Decompressor;
  Decompressor* (*alloc)();
  void (*free)(Decompressor*);
  int (*decompress)(Decompressor*, const void* in, size_t in_bytes, void* out, size_t out_bytes, size_t* written);
  bool found;

  Libdeflate() {
    void* library = dlopen("libdeflate.so.0", RTLD_NOW | RTLD_LOCAL);
    const auto load = [&](auto& function, const char* name) {
      function = reinterpret_cast<std::decay_t<decltype(function)>>(library ? dlsym(library, name) : nullptr);
      return function != nullptr;
    };
    found = load(alloc, "libdeflate_alloc_decompressor") && load(free, "libdeflate_free_decompressor") &&
            load(decompress, "libdeflate_zlib_decompress");
  }
};

const Libdeflate& libdeflate() {
  static const Libdeflate library;
  return library;
}

}  // namespace

bool can_inflate() { return libdeflate().found; }

bool inflate(const uint8_t* stream, size_t bytes, uint8_t* out, size_t length) {
  const Libdeflate& library = libdeflate();
  const std::unique_ptr<Libdeflate::Decompressor, void (*)(Libdeflate::Decompressor*)> decompressor(library.alloc(), library.free);
  // without a place for `written`, fewer bytes than `length` are an error
  return decompressor && library.decompress(decompressor.get(), stream, bytes, out, length, nullptr) == 0;
}

}  // namespace fovea
