# Installing and packing. Components: `core` (program, manual, completions), `demo` (the images of the
# demonstration site) and, only in the archive, `bundle`: the shared libraries that the program needs
# or loads, but for those of the C library, so that it runs where none of them is installed.
#
#   cmake --install build/release --prefix DIR     core and demo
#   cpack --config build/release/CPackConfig.cmake   both packages, into build/release
#   cpack ... -G TGZ                                 an archive that may be unpacked anywhere
#
# With SOURCE_DATE_EPOCH set, the same sources give the same archive.
set(BERTH_BUNDLE_FOLDER ${CMAKE_INSTALL_LIBDIR}/berth)
# Of the kind that also holds for the libraries of the libraries.
set_target_properties(berth PROPERTIES
  INSTALL_RPATH "$ORIGIN/../${BERTH_BUNDLE_FOLDER}" BUILD_WITH_INSTALL_RPATH ON)
target_link_options(berth PRIVATE -Wl,--disable-new-dtags)

# Libraries that are loaded when they are needed, and that the linker therefore does not know.
set(loaded)
foreach(pair CRYPTO=crypto VNCCLIENT=vncclient SSH=ssh QRENCODE=qrencode)
  string(REPLACE "=" ";" pair ${pair})
  list(GET pair 0 name)
  list(GET pair 1 library)
  if(${name}_FOUND)
    find_library(BERTH_LOADED_${name} ${library} HINTS ${${name}_LIBRARY_DIRS} ${${name}_LIBDIR})
    mark_as_advanced(BERTH_LOADED_${name})
    list(APPEND loaded ${BERTH_LOADED_${name}})
  endif()
endforeach()
configure_file(${CMAKE_CURRENT_LIST_DIR}/Bundle.cmake.in ${PROJECT_BINARY_DIR}/Bundle.cmake @ONLY)
install(SCRIPT ${PROJECT_BINARY_DIR}/Bundle.cmake COMPONENT bundle EXCLUDE_FROM_ALL)

set(CPACK_GENERATOR TGZ DEB)
set(CPACK_PACKAGE_NAME berth)
set(CPACK_PACKAGE_VENDOR "The Berth project")
set(CPACK_PACKAGE_CONTACT "The Berth project")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION
  "Looks into container images without starting them, composes their binds, writes and checks job scripts with the right CPU masks, and plans builds without root.")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGE_FILE_NAME berth-${PROJECT_VERSION}-linux-${CMAKE_SYSTEM_PROCESSOR})
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_CURRENT_LIST_DIR}/PackageOptions.cmake)
set(CPACK_POST_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/PackArchive.cmake)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "slurm-client, openssh-client, man-db")
# The packages of the libraries that are loaded, by the files that the build has found.
set(recommended)
find_program(BERTH_DPKG_QUERY dpkg-query)
mark_as_advanced(BERTH_DPKG_QUERY)
foreach(library ${loaded})
  if(BERTH_DPKG_QUERY)
    file(REAL_PATH ${library} file)
    execute_process(COMMAND ${BERTH_DPKG_QUERY} -S ${file}
      OUTPUT_VARIABLE package ERROR_QUIET RESULT_VARIABLE status)
    if(status EQUAL 0 AND package MATCHES "^([^:, ]+)")
      list(APPEND recommended ${CMAKE_MATCH_1})
    endif()
  endif()
endforeach()
list(JOIN recommended ", " CPACK_DEBIAN_PACKAGE_RECOMMENDS)
include(CPack)
