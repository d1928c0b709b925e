# Run by cpack behind each archive. cpack takes the files in the order in which the file system has
# them; with SOURCE_DATE_EPOCH the archive is packed again so that the same files give the same bytes.
# Images of the demonstration keep their times, which tell how old they are.
find_program(tar tar)
if(CPACK_GENERATOR STREQUAL "TGZ" AND DEFINED ENV{SOURCE_DATE_EPOCH} AND tar)
  list(GET CPACK_PACKAGE_FILES 0 archive)
  get_filename_component(folder ${CPACK_TEMPORARY_INSTALL_DIRECTORY} DIRECTORY)
  get_filename_component(name ${CPACK_TEMPORARY_INSTALL_DIRECTORY} NAME)
  execute_process(
    COMMAND find ${folder}/${name} -not ( -type f -path "*/demo-images/*.sif" )
            -exec touch --no-dereference --date @$ENV{SOURCE_DATE_EPOCH} {} +
    COMMAND_ERROR_IS_FATAL ANY)
  execute_process(
    COMMAND ${tar} --create --file - --format gnu --sort name --mtime @$ENV{SOURCE_DATE_EPOCH}
            --clamp-mtime --owner 0 --group 0 --numeric-owner --mode go+rX,go-w,u+w -C ${folder} ${name}
    COMMAND gzip --no-name --best
    OUTPUT_FILE ${archive} COMMAND_ERROR_IS_FATAL ANY)
endif()
