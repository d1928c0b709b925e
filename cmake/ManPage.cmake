# Makes PAGE (roff) of SOURCE by SCDOC; with BERTH, of the page that the program writes around SOURCE.
get_filename_component(name ${PAGE} NAME)
get_filename_component(folder ${PAGE} DIRECTORY)
file(MAKE_DIRECTORY ${folder})
if(BERTH)
  string(REGEX REPLACE "\\.1$" "" page ${name})
  execute_process(COMMAND ${BERTH} __man ${page} ${SOURCE}
    OUTPUT_FILE ${PAGE}.scd COMMAND_ERROR_IS_FATAL ANY)
  set(SOURCE ${PAGE}.scd)
endif()
execute_process(COMMAND ${SCDOC} INPUT_FILE ${SOURCE} OUTPUT_FILE ${PAGE}.new
  COMMAND_ERROR_IS_FATAL ANY)
file(RENAME ${PAGE}.new ${PAGE})
file(REMOVE ${PAGE}.scd)
