# Installs the cores for other programs: find_package(picket), then picket::message, picket::agent_core or
# picket::pipeline_core. Static libraries, headers under include/picket, nothing of the simulator.
#   cmake --preset libraries && cmake --build --preset libraries
#   cmake --install build/libraries --prefix /somewhere
# A primitive of one's own needs the headers alone (--component headers); see examples/own_primitive.
if(NOT PICKET_INSTALL)
  return()
endif()
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set_target_properties(picket_options PROPERTIES EXPORT_NAME options)
set_target_properties(picket_base PROPERTIES EXPORT_NAME base)
set_target_properties(picket_message PROPERTIES EXPORT_NAME message)
# The archives' names say whose they are, wherever they lie.
set_target_properties(agent_core pipeline_core PROPERTIES PREFIX libpicket_)

install(TARGETS picket_options picket_base picket_message agent_core
        EXPORT picketTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
# In a file of its own: it needs libraries that the others do not.
install(TARGETS pipeline_core EXPORT picketPipelineTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})

set(picket_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/picket)
install(EXPORT picketTargets NAMESPACE picket:: DESTINATION ${picket_package_dir})
install(EXPORT picketPipelineTargets NAMESPACE picket:: DESTINATION ${picket_package_dir})

# How messages are laid out inside is nobody's business; these also need headers of other libraries.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/agent_core ${PROJECT_SOURCE_DIR}/pipeline_core
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/picket COMPONENT headers
        FILES_MATCHING PATTERN "*.h"
        REGEX "/agent_core/message/(g1_json|g1_payload_item|g1_report[a-z_]*|g2_[a-z]*|json_value|json_sink|table_layout|text_reader)\\.h$" EXCLUDE)

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/picketConfig.cmake.in
  ${PROJECT_BINARY_DIR}/picketConfig.cmake INSTALL_DESTINATION ${picket_package_dir})
# Before 1.0 a minor version may change anything.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/picketConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/picketConfig.cmake ${PROJECT_BINARY_DIR}/picketConfigVersion.cmake
        DESTINATION ${picket_package_dir})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
