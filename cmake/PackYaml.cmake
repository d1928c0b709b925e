# berth_pack_yaml(TARGET SYMBOL FILE) reads FILE when Berth is built and compiles it into TARGET as
# `const struct yaml_packed SYMBOL` (core/base/yaml.h).
add_executable(berth-pack-yaml EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/pack_yaml.c)
target_link_libraries(berth-pack-yaml PRIVATE PkgConfig::YAML)

function(berth_pack_yaml target symbol file)
  set(out ${PROJECT_BINARY_DIR}/generated/packed_${symbol}.c)
  add_custom_command(OUTPUT ${out}
    COMMAND berth-pack-yaml ${symbol} ${file} ${out}
    DEPENDS ${file} berth-pack-yaml
    COMMENT "Packing ${symbol}" VERBATIM)
  add_custom_target(pack-${symbol} DEPENDS ${out})
  add_dependencies(${target} pack-${symbol})
  target_sources(${target} PRIVATE ${out})
  set_source_files_properties(${out} TARGET_DIRECTORY ${target} PROPERTIES GENERATED TRUE)
endfunction()
