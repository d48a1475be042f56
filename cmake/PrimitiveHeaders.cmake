# What a primitive from outside the tree is compiled against: headers only, see examples/own_primitive.
#   cmake --install build/dev --component primitive_headers --prefix DIR
foreach(header
    agent_core/base/hash.h agent_core/base/ip_address.h agent_core/base/text.h agent_core/base/time.h
    agent_core/message/record.h agent_core/policy/reduction.h
    agent_core/aggregate/primitive.h agent_core/aggregate/primitive_checks.h
    agent_core/aggregate/primitive_plugin.h agent_core/aggregate/primitive_registry.h)
  get_filename_component(folder ${header} DIRECTORY)
  install(FILES ${PROJECT_SOURCE_DIR}/${header} DESTINATION include/picket/${folder} COMPONENT primitive_headers)
endforeach()
