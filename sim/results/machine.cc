#include <sched.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include "sim/results/manifest.h"

namespace picket::sim {

BuildInfo this_build() {
  BuildInfo build;
#ifdef PICKET_VERSION
  build.version = PICKET_VERSION;
#endif
#ifdef PICKET_COMMIT
  build.commit = PICKET_COMMIT;
#endif
#ifdef PICKET_BUILD_TYPE
  build.build_type = PICKET_BUILD_TYPE;
#elif defined(__OPTIMIZE__)
  build.build_type = "optimized";
#else
  build.build_type = "unoptimized";
#endif
#ifdef __clang__
  build.compiler = "clang " __clang_version__;
#else
  build.compiler = "gcc " __VERSION__;
#endif
  return build;
}

HostInfo this_host() {
  HostInfo host;
  utsname names{};
  if (::uname(&names) == 0) {
    host.name = names.nodename;
    host.os = std::string(names.sysname) + " " + names.release + " " + names.machine;
  }
  cpu_set_t usable;
  if (::sched_getaffinity(0, sizeof(usable), &usable) == 0) host.cores = static_cast<unsigned>(CPU_COUNT(&usable));
  return host;
}

ResourceUse resources_used() {
  ResourceUse used;
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) != 0) return used;
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  used.cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  used.max_rss_bytes = std::int64_t{usage.ru_maxrss} * 1'024;
  return used;
}

}  // namespace picket::sim
