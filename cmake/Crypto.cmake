# Digests are optional: without libcrypto `image verify --sha256` says so.
option(BERTH_WITH_CRYPTO "Use OpenSSL's libcrypto for digests when it is there" ON)
if(BERTH_WITH_CRYPTO)
  pkg_check_modules(CRYPTO IMPORTED_TARGET libcrypto)
  if(CRYPTO_FOUND)
    target_compile_definitions(berth-core PRIVATE HAVE_CRYPTO)
    target_link_libraries(berth-core PRIVATE PkgConfig::CRYPTO)
  endif()
endif()
