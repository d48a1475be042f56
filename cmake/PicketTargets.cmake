# One target per room. A room's sources are all .cc files of its folders, so a file on disk is
# always part of the build; tests/architecture checks who includes whom.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

add_library(picket_options INTERFACE)
# Installed headers keep their paths below a folder of their own: "agent_core/message/message.h".
target_include_directories(picket_options INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
                                                    $<INSTALL_INTERFACE:include/picket>)
target_compile_features(picket_options INTERFACE cxx_std_20)
# Warnings are ours: a program that links an installed room chooses its own.
set(picket_warnings -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 sees overlapping copies in "text" + std::string where there are none.
  list(APPEND picket_warnings -Wno-restrict)
endif()
if(PICKET_WERROR)
  list(APPEND picket_warnings -Werror)
endif()
target_compile_options(picket_options INTERFACE "$<BUILD_INTERFACE:${picket_warnings}>")
if(PICKET_SANITIZE)
  # PICKET_SANITIZE: "address,undefined" or "thread".
  target_compile_options(picket_options INTERFACE -fsanitize=${PICKET_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(picket_options INTERFACE -fsanitize=${PICKET_SANITIZE})
endif()

# Headers that many sources of a target parse are parsed once, for all targets of the same flags. What stands by itself
# is tested without: ./check --deep builds the tsan preset so.
option(PICKET_PRECOMPILE "Precompile headers" ON)

# picket_precompiled(<target> HEADERS <header>... | REUSE <target>)
function(picket_precompiled target)
  cmake_parse_arguments(ARG "" "REUSE" "HEADERS" ${ARGN})
  if(NOT PICKET_PRECOMPILE)
    return()
  endif()
  if(ARG_REUSE)
    target_precompile_headers(${target} REUSE_FROM ${ARG_REUSE})
  else()
    target_precompile_headers(${target} PRIVATE ${ARG_HEADERS})
  endif()
  if(NOT ARG_REUSE MATCHES "test_headers" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Of headers that come precompiled, g++ 12 no longer knows which are the system's, and warns of what is inside them.
    target_compile_options(${target} PRIVATE -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
  endif()
endfunction()

# picket_room(<target> FOLDERS <dir>... DEPENDS <target>...)
function(picket_room target)
  cmake_parse_arguments(ARG "" "" "FOLDERS;DEPENDS" ${ARGN})
  set(sources)
  foreach(folder ${ARG_FOLDERS})
    file(GLOB found CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cc)
    list(APPEND sources ${found})
  endforeach()
  if(sources)
    add_library(${target} STATIC ${sources})
    target_link_libraries(${target} PUBLIC picket_options ${ARG_DEPENDS})
  else()
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE picket_options ${ARG_DEPENDS})
  endif()
endfunction()

# Most of a whole build is tests: what they check is optimised, they themselves hardly, with sanitizers not at all.
function(picket_test_flags target)
  # A library that some of them link asks for it, and precompiled headers must be of the same macros.
  target_compile_options(${target} PRIVATE -pthread)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1> $<$<CONFIG:RelWithDebInfo>:-O0>)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # At -O1, g++ 12 takes the inner buffer of a std::string for all of it.
    target_compile_options(${target} PRIVATE -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
  endif()
endfunction()

# picket_test_headers(<target> HEADERS <header>... DEPENDS <target>...): gmock and these, precompiled for tests.
function(picket_test_headers target)
  if(NOT PICKET_TESTS OR NOT PICKET_PRECOMPILE)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "HEADERS;DEPENDS" ${ARGN})
  set(source ${PROJECT_BINARY_DIR}/generated/precompiled/${target}.cc)
  if(NOT EXISTS ${source})
    file(WRITE ${source} "// Precompiled headers belong to a target with a source.\n")
  endif()
  add_library(${target} OBJECT ${source})
  target_link_libraries(${target} PRIVATE picket_options ${ARG_DEPENDS} GTest::gmock)
  picket_test_flags(${target})
  picket_precompiled(${target} HEADERS <gmock/gmock.h> ${ARG_HEADERS})
endfunction()

# picket_tests(<target> [ON_DEMAND] [PRECOMPILED <target>] FOLDERS <dir under tests>... DEPENDS <target>...)
# Every *_test.cc of the folders goes into one program; ctest runs each test in a process of its
# own (SimGrid allows one simulation a process).
# ON_DEMAND: what takes minutes; ctest does not know it, tests/deep.sh builds and runs it.
# PRECOMPILED: the target whose precompiled headers these tests take; picket_test_headers (gmock) unless given.
function(picket_tests target)
  if(NOT PICKET_TESTS)
    return()
  endif()
  cmake_parse_arguments(ARG "ON_DEMAND" "PRECOMPILED" "FOLDERS;DEPENDS" ${ARGN})
  set(sources)
  foreach(folder ${ARG_FOLDERS})
    file(GLOB found CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${folder}/*_test.cc)
    list(APPEND sources ${found})
  endforeach()
  if(NOT sources)
    return()
  endif()
  add_executable(${target} ${sources})
  target_link_libraries(${target} PRIVATE picket_options ${ARG_DEPENDS} GTest::gmock GTest::gtest_main)
  target_compile_definitions(${target} PRIVATE PICKET_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                                               PICKET_BINARY_DIR="${PROJECT_BINARY_DIR}")
  picket_test_flags(${target})
  if(NOT ARG_PRECOMPILED)
    set(ARG_PRECOMPILED picket_test_headers)
  endif()
  picket_precompiled(${target} REUSE ${ARG_PRECOMPILED})
  if(ARG_ON_DEMAND)
    set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ON)
  else()
    gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 120 PROPERTIES TIMEOUT 600 LABELS ${target})
  endif()
endfunction()

# picket_bench(<target> SOURCES <file>... DEPENDS <target>...)
# ctest runs each benchmark once with its smallest argument, so that it does not rot.
function(picket_bench target)
  if(NOT PICKET_BENCH)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${target} ${ARG_SOURCES})
  target_link_libraries(${target} PRIVATE picket_options ${ARG_DEPENDS} benchmark::benchmark benchmark::benchmark_main)
  target_compile_definitions(${target} PRIVATE PICKET_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  if(PICKET_TESTS)
    add_test(NAME ${target}.smoke COMMAND ${target} --benchmark_min_time=0.01 --benchmark_filter=/small)
  endif()
endfunction()
