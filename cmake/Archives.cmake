# berth_use_archives(NAME...): takes the libraries that pkg_check_modules(NAME ... IMPORTED_TARGET) has
# found into the program, where the system has them as archives. A program that is started for each
# small question spends a third of its time on finding shared libraries and their functions; and one
# that was built on a login node runs on nodes that lack some of them.
if(CMAKE_BUILD_TYPE MATCHES "Rel")
  set(archives ON)
else()
  set(archives OFF)
endif()
option(BERTH_ARCHIVES "Take libraries into the program where there are archives of them" ${archives})

function(berth_use_archives)
  set(taken)
  foreach(name ${ARGN})
    if(NOT BERTH_ARCHIVES OR NOT TARGET PkgConfig::${name})
      continue()
    endif()
    list(GET ${name}_LIBRARIES 0 library)
    find_library(BERTH_ARCHIVE_${name} NAMES ${CMAKE_STATIC_LIBRARY_PREFIX}${library}${CMAKE_STATIC_LIBRARY_SUFFIX}
      HINTS ${${name}_LIBDIR})
    mark_as_advanced(BERTH_ARCHIVE_${name})
    if(BERTH_ARCHIVE_${name})
      set_target_properties(PkgConfig::${name} PROPERTIES
        INTERFACE_LINK_LIBRARIES ${BERTH_ARCHIVE_${name}})
      list(APPEND taken ${library})
    endif()
  endforeach()
  if(TARGET PkgConfig::SQLITE AND BERTH_ARCHIVE_SQLITE)
    # What the archive does not name itself.
    set_property(TARGET PkgConfig::SQLITE APPEND PROPERTY
      INTERFACE_LINK_LIBRARIES m Threads::Threads ${CMAKE_DL_LIBS})
  endif()
  if(taken)
    list(JOIN taken ", " taken)
    message(STATUS "Taken into the program: ${taken}")
  endif()
endfunction()
