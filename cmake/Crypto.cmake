# Digests are optional: without libcrypto `image verify --sha256` says so. The program loads the
# library when it needs it (core/base/digest.c), so only its headers are used here.
option(BERTH_WITH_CRYPTO "Use OpenSSL's libcrypto for digests when it is there" ON)
if(BERTH_WITH_CRYPTO)
  pkg_check_modules(CRYPTO IMPORTED_TARGET libcrypto)
  if(CRYPTO_FOUND)
    target_compile_definitions(berth-core PRIVATE HAVE_CRYPTO)
    target_include_directories(berth-core PRIVATE ${CRYPTO_INCLUDE_DIRS})
    target_link_libraries(berth-core PRIVATE ${CMAKE_DL_LIBS})
  endif()
endif()
