# The index of images: SQLite as file format and query engine, and threads that fill it.
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET GLOBAL sqlite3>=3.36)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
target_link_libraries(berth-core PRIVATE PkgConfig::SQLITE PUBLIC Threads::Threads)
