# What a release is built with so that a mistake does less harm, and so that the same sources give the
# same program in any folder. tests/e2e/test_package.sh looks whether it is there.
include(CheckCCompilerFlag)
include(CheckPIESupported)
check_pie_supported(LANGUAGES C)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
target_compile_options(berth-options INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
target_link_options(berth-options INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)

# clang only warns of what it does not use.
set(CMAKE_REQUIRED_FLAGS -Werror)
foreach(flag
    -fstack-clash-protection
    -fcf-protection=full         # of x86: indirect jumps and returns
    -mbranch-protection=standard # the same of ARM
    -ffile-prefix-map=${PROJECT_BINARY_DIR}/=
    -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)
  string(MAKE_C_IDENTIFIER "BERTH_HAS${flag}" has)
  check_c_compiler_flag(${flag} ${has})
  mark_as_advanced(${has})
  if(${has})
    target_compile_options(berth-options INTERFACE ${flag})
  endif()
endforeach()
unset(CMAKE_REQUIRED_FLAGS)
