# One interface target carries the language level, the warning set and the sanitizers,
# so that a new library needs only to link it.
add_library(berth-options INTERFACE)
target_compile_definitions(berth-options INTERFACE _GNU_SOURCE)
target_include_directories(berth-options INTERFACE
  ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/core ${PROJECT_BINARY_DIR}/generated)
target_compile_options(berth-options INTERFACE
  -Wall -Wextra -Wshadow -Wvla -Wwrite-strings -Wstrict-prototypes -Wmissing-prototypes
  -Wformat=2 -Wconversion -Wpointer-arith -Wcast-qual -Wundef -Wimplicit-fallthrough
  -fno-common -fstack-protector-strong)
if(BERTH_WERROR)
  target_compile_options(berth-options INTERFACE -Werror)
endif()
if(BERTH_SANITIZE)
  target_compile_options(berth-options INTERFACE
    -fsanitize=${BERTH_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(berth-options INTERFACE -fsanitize=${BERTH_SANITIZE})
elseif(CMAKE_BUILD_TYPE MATCHES "Rel")
  include(${CMAKE_CURRENT_LIST_DIR}/Harden.cmake)
endif()
if(BERTH_FUZZ)
  target_compile_options(berth-options INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(berth-options INTERFACE -fsanitize=fuzzer-no-link)
endif()
