# Read by cpack once for each kind of package. The archive brings its libraries along; the package of
# Debian depends on those of the distribution, and lies below /usr.
if(CPACK_GENERATOR STREQUAL "DEB")
  set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
else()
  list(GET CPACK_INSTALL_CMAKE_PROJECTS 0 1 project)
  list(APPEND CPACK_INSTALL_CMAKE_PROJECTS ${project} bundle /)
endif()
