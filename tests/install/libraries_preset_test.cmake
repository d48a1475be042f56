# The preset for programs that use the cores builds what they link and nothing else: no test, no benchmark, nothing of
# the simulator, and it asks for no library that only these need.
# Variables: SOURCE_DIR, WORK_DIR
file(REMOVE_RECURSE ${WORK_DIR})
execute_process(COMMAND ${CMAKE_COMMAND} --preset libraries -B ${WORK_DIR}
                        -DCMAKE_DISABLE_FIND_PACKAGE_GTest=ON -DCMAKE_DISABLE_FIND_PACKAGE_benchmark=ON
                WORKING_DIRECTORY ${SOURCE_DIR} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "the preset cannot be configured:\n${output}")
endif()
file(READ ${WORK_DIR}/build.ninja rules)
string(REGEX MATCHALL "\nbuild [^:\n]*:" targets "${rules}")
foreach(wanted libpicket_base.a libpicket_message.a libpicket_agent_core.a libpicket_pipeline_core.a)
  if(NOT targets MATCHES "build ${wanted}")
    message(FATAL_ERROR "'${wanted}' is not built; there are${targets}")
  endif()
endforeach()
if(targets MATCHES "build [^:\n]*(_tests|_bench|sim_|simgrid)[^:\n]*")
  message(FATAL_ERROR "nobody asked for it: ${CMAKE_MATCH_0}")
endif()
file(REMOVE_RECURSE ${WORK_DIR})
