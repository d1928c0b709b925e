# berth_embed(TARGET SYMBOL FILE) compiles FILE into TARGET as
# `const char SYMBOL[]` (NUL-terminated) and `const size_t SYMBOL_size` (without the NUL).
# A target of its own makes the source, because a custom command is seen only in its own folder.
function(berth_embed target symbol file)
  set(out ${PROJECT_BINARY_DIR}/generated/embed_${symbol}.c)
  add_custom_command(OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DSYMBOL=${symbol} -DINPUT=${file} -DOUTPUT=${out}
            -P ${PROJECT_SOURCE_DIR}/cmake/EmbedFile.cmake
    DEPENDS ${file} ${PROJECT_SOURCE_DIR}/cmake/EmbedFile.cmake
    COMMENT "Embedding ${symbol}" VERBATIM)
  add_custom_target(embed-${symbol} DEPENDS ${out})
  add_dependencies(${target} embed-${symbol})
  target_sources(${target} PRIVATE ${out})
  set_source_files_properties(${out} TARGET_DIRECTORY ${target} PROPERTIES GENERATED TRUE)
endfunction()
